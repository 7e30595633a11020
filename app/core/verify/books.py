"""The checks of the books as SQL: each selects whatever does not agree, and nothing else. What stands in the books comes
first, then what it should be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookCheck:
    """`sql` selects an id, then (found, expected) of each figure, then perhaps a word on what the id has several of.

    `at_most`: found may be less than expected.
    """

    name: str
    table: str
    figures: tuple[str, ...]
    sql: str
    at_most: bool = False


BOOK_CHECKS: tuple[BookCheck, ...] = (
    BookCheck(
        "line_adds_up", "sale_line", ("net_minor",),
        """SELECT id, net_minor, gross_minor - discount_minor - shared_discount_minor FROM sale_line
           WHERE net_minor <> gross_minor - discount_minor - shared_discount_minor OR net_minor < 0""",
    ),
    BookCheck(
        "line_is_price_times_quantity", "sale_line", ("gross_minor",),
        """SELECT id, gross_minor, (2 * price_minor * quantity_milli + 1000) / 2000 FROM sale_line
           WHERE gross_minor <> (2 * price_minor * quantity_milli + 1000) / 2000
             AND coalesce(weight_source, '') <> 'price_label'""",
    ),
    BookCheck(
        "line_tax_is_included", "sale_line", ("tax_minor",),
        """SELECT id, tax_minor, (2 * net_minor * tax_ppm + 1000000 + tax_ppm) / (2 * (1000000 + tax_ppm)) FROM sale_line
           WHERE tax_minor <> (2 * net_minor * tax_ppm + 1000000 + tax_ppm) / (2 * (1000000 + tax_ppm))""",
    ),
    BookCheck(
        "sale_is_sum_of_lines", "sale", ("gross_minor", "line_discount_minor", "line_count"),
        """SELECT s.id, s.gross_minor, sum(l.gross_minor), s.line_discount_minor, sum(l.discount_minor), s.line_count, count(*)
           FROM sale s JOIN sale_line l ON l.sale_id = s.id AND NOT l.removed GROUP BY s.id
           HAVING s.gross_minor <> sum(l.gross_minor) OR s.line_discount_minor <> sum(l.discount_minor)
               OR s.line_count <> count(*)""",
    ),
    BookCheck(
        "discount_is_shared_out", "sale", ("receipt_discount_minor", "total_minor", "tax_minor"),
        """SELECT s.id, s.receipt_discount_minor, sum(l.shared_discount_minor), s.total_minor, sum(l.net_minor),
                  s.tax_minor, sum(l.tax_minor)
           FROM sale s JOIN sale_line l ON l.sale_id = s.id AND NOT l.removed
           WHERE s.state = 'completed' GROUP BY s.id
           HAVING sum(l.shared_discount_minor) <> s.receipt_discount_minor OR sum(l.net_minor) <> s.total_minor
               OR sum(l.tax_minor) <> s.tax_minor""",
    ),
    BookCheck(
        "sale_is_paid", "sale", ("paid_minor",),
        """SELECT s.id, coalesce(sum(p.amount_minor), 0), s.total_minor + s.rounding_minor
           FROM sale s LEFT JOIN payment p ON p.document_id = s.id
           WHERE s.state = 'completed' GROUP BY s.id
           HAVING coalesce(sum(p.amount_minor), 0) <> s.total_minor + s.rounding_minor""",
    ),
    BookCheck(
        "card_money_has_a_sale", "intent", ("charged_minor",),
        """SELECT s.id, i.charged, coalesce(p.paid, 0) FROM
             (SELECT document_id, sum(CASE kind WHEN 'card_payment' THEN amount_minor ELSE -amount_minor END) AS charged
              FROM intent WHERE state = 'approved' AND document_kind = 'sale' AND kind IN ('card_payment', 'card_refund')
              GROUP BY 1) i
           JOIN sale s ON s.id = i.document_id AND s.state IN ('completed', 'void')
           LEFT JOIN (SELECT document_id, sum(amount_minor) AS paid FROM payment
                      WHERE tender = 'card' AND correction_id IS NULL GROUP BY 1) p ON p.document_id = s.id
           WHERE i.charged > coalesce(p.paid, 0)""",
        at_most=True,
    ),
    BookCheck(
        "return_adds_up", "sale_return", ("total_minor", "line_count", "tax_minor"),
        """SELECT r.id, r.total_minor, sum(l.net_minor), r.line_count, count(*), r.tax_minor, sum(l.tax_minor)
           FROM sale_return r JOIN return_line l ON l.return_id = r.id GROUP BY r.id
           HAVING sum(l.net_minor) <> r.total_minor OR count(*) <> r.line_count OR sum(l.tax_minor) <> r.tax_minor""",
    ),
    BookCheck(
        "return_is_paid_back", "sale_return", ("paid_minor",),
        """SELECT r.id, -coalesce(sum(p.amount_minor), 0), r.total_minor + r.rounding_minor
           FROM sale_return r LEFT JOIN payment p ON p.document_id = r.id GROUP BY r.id
           HAVING -coalesce(sum(p.amount_minor), 0) <> r.total_minor + r.rounding_minor""",
    ),
    BookCheck(
        "not_more_returned_than_sold", "return_line", ("returned_milli", "returned_minor"),
        """SELECT l.id, sum(b.quantity_milli), l.quantity_milli, sum(b.net_minor), l.net_minor
           FROM return_line b JOIN sale_line l ON l.id = b.sale_line_id GROUP BY l.id
           HAVING sum(b.quantity_milli) > l.quantity_milli OR sum(b.net_minor) > l.net_minor""",
        at_most=True,
    ),
    BookCheck(
        "level_is_sum_of_movements", "stock_level", ("on_hand_milli",),
        """SELECT l.product_id, l.on_hand_milli, coalesce(m.moved, 0) FROM stock_level l
           LEFT JOIN (SELECT product_id, store_id, sum(quantity_milli) AS moved FROM stock_movement GROUP BY 1, 2) m
             ON m.product_id = l.product_id AND m.store_id = l.store_id
           WHERE l.on_hand_milli <> coalesce(m.moved, 0)
           UNION ALL
           SELECT m.product_id, NULL, sum(m.quantity_milli) FROM stock_movement m
           WHERE NOT EXISTS (SELECT 1 FROM stock_level l WHERE l.product_id = m.product_id AND l.store_id = m.store_id)
           GROUP BY 1""",
    ),
    BookCheck(
        "layers_are_the_level", "stock_layer", ("layers_milli",),
        """SELECT v.product_id, coalesce(l.milli, 0) - coalesce(d.milli, 0), v.on_hand_milli FROM stock_level v
           LEFT JOIN (SELECT product_id, store_id, sum(left_milli) AS milli FROM stock_layer WHERE left_milli > 0 GROUP BY 1, 2) l
             ON l.product_id = v.product_id AND l.store_id = v.store_id
           LEFT JOIN (SELECT product_id, store_id, sum(quantity_milli) AS milli FROM stock_debt GROUP BY 1, 2) d
             ON d.product_id = v.product_id AND d.store_id = v.store_id
           WHERE v.on_hand_milli <> coalesce(l.milli, 0) - coalesce(d.milli, 0)
             AND v.product_id NOT IN (SELECT product_id FROM stock_waiting)""",
    ),
    BookCheck(
        "cost_goes_in_and_out", "stock_movement", ("cost_minor",),
        """SELECT m.product_id, m.cost, coalesce(l.minor, 0) FROM
             (SELECT m.product_id, m.store_id,
                     sum(CASE WHEN m.quantity_milli > 0 THEN 1 ELSE -1 END * (m.booked_minor + coalesce(c.delta, 0))) AS cost
              FROM stock_movement m LEFT JOIN
                (SELECT document_id, movement_id, sum(delta_minor) AS delta FROM cost_correction GROUP BY 1, 2) c
                ON c.document_id = m.document_id AND c.movement_id = m.id
              GROUP BY 1, 2) m
           LEFT JOIN (SELECT product_id, store_id, sum(left_minor) AS minor FROM stock_layer GROUP BY 1, 2) l
             ON l.product_id = m.product_id AND l.store_id = m.store_id
           WHERE m.cost <> coalesce(l.minor, 0) AND m.product_id NOT IN (SELECT product_id FROM stock_waiting)""",
    ),
    BookCheck(
        "sold_goods_moved", "sale_line", ("moved_milli",),
        """SELECT l.id, coalesce(-sum(m.quantity_milli), 0), l.quantity_milli
           FROM sale_line l JOIN sale s ON s.id = l.sale_id AND s.state = 'completed'
           JOIN product p ON p.id = l.product_id AND p.kind = 'goods'
           LEFT JOIN stock_movement m ON m.document_id = s.id AND m.line_id = l.id
           WHERE NOT l.removed GROUP BY l.id HAVING coalesce(-sum(m.quantity_milli), 0) <> l.quantity_milli""",
    ),
    BookCheck(
        "stock_lines_moved", "stock_line", ("moved_milli",),
        """SELECT l.document_id, coalesce(sum(m.quantity_milli), 0), l.moves, l.number FROM
             (SELECT l.id, l.document_id, d.number, l.quantity_milli * CASE
                WHEN d.kind = 'order' THEN 0 WHEN d.kind IN ('write_off', 'supplier_return') THEN -1 ELSE 1 END AS moves
              FROM stock_line l JOIN stock_document d ON d.id = l.document_id) l
           LEFT JOIN stock_movement m ON m.document_id = l.document_id AND m.line_id = l.id
           GROUP BY l.id HAVING coalesce(sum(m.quantity_milli), 0) <> l.moves""",
    ),
    BookCheck(
        "count_is_a_difference", "stock_line", ("quantity_milli",),
        """SELECT document_id, quantity_milli, counted_milli - expected_milli FROM stock_line
           WHERE counted_milli IS NOT NULL AND quantity_milli <> counted_milli - expected_milli""",
    ),
    BookCheck(
        "extra_is_shared_out", "stock_document", ("extra_minor", "line_count"),
        """SELECT d.id, d.extra_minor, sum(l.extra_minor), d.line_count, count(*) FROM stock_document d
           JOIN stock_line l ON l.document_id = d.id GROUP BY d.id
           HAVING d.extra_minor <> sum(l.extra_minor) OR d.line_count <> count(*)""",
    ),
    BookCheck(
        "balance_is_sum_of_entries", "account_balance", ("balance_minor",),
        """SELECT b.owner_id, b.balance_minor, coalesce(e.sum, 0), b.account FROM account_balance b
           LEFT JOIN (SELECT account, owner_id, sum(amount_minor) AS sum FROM account_entry GROUP BY 1, 2) e
             ON e.account = b.account AND e.owner_id = b.owner_id
           WHERE b.balance_minor <> coalesce(e.sum, 0)
           UNION ALL
           SELECT e.owner_id, NULL, sum(e.amount_minor), e.account FROM account_entry e
           WHERE NOT EXISTS
             (SELECT 1 FROM account_balance b WHERE b.account = e.account AND b.owner_id = e.owner_id)
           GROUP BY e.account, e.owner_id""",
    ),
    BookCheck(
        "exchange_balances", "payment", ("exchange_minor",),
        """SELECT sale_id, sum(max(minor, 0)), -sum(min(minor, 0)) FROM (
             SELECT document_id AS sale_id, amount_minor AS minor FROM payment
             WHERE tender = 'exchange' AND document_kind <> 'return'
             UNION ALL
             SELECT coalesce(r.exchange_sale_id, p.document_id), p.amount_minor FROM payment p
             LEFT JOIN sale_return r ON r.id = p.document_id
             WHERE p.tender = 'exchange' AND p.document_kind = 'return')
           GROUP BY sale_id HAVING sum(minor) <> 0""",
    ),
    BookCheck(
        "closing_is_sum_of_cash", "shift_closing", ("expected_minor", "difference_minor"),
        """SELECT s.id, c.expected_minor, coalesce(sum(e.amount_minor), 0),
                  c.difference_minor, c.counted_minor - coalesce(sum(e.amount_minor), 0)
           FROM shift_closing c JOIN shift s ON s.id = c.shift_id LEFT JOIN cash_entry e ON e.shift_id = s.id
           GROUP BY s.id HAVING c.expected_minor <> coalesce(sum(e.amount_minor), 0)
               OR c.difference_minor <> c.counted_minor - c.expected_minor""",
    ),
    BookCheck(
        "closed_shift_has_a_closing", "shift", ("closings",),
        """SELECT s.id, c.id IS NOT NULL, s.state = 'closed' FROM shift s LEFT JOIN shift_closing c ON c.shift_id = s.id
           WHERE (s.state = 'closed') <> (c.id IS NOT NULL) AND (c.id IS NOT NULL OR s.branch_id = (
               SELECT t.branch_id FROM installation i JOIN till t ON t.id = i.till_id))""",  # of other branches none is told here
    ),
)
