"""The checks of transfers and of agents' bags as SQL, in the form of `books.py`: facts against movements, layers and money."""

from __future__ import annotations

from app.core.verify.books import BookCheck

_LEFT = """SELECT m.line_id AS line_id, sum(y.left_milli) AS milli FROM stock_layer y JOIN agent g ON g.id = y.store_id
           JOIN stock_movement m ON m.document_id = y.document_id AND m.id = y.movement_id GROUP BY 1"""
_TAKEN = """SELECT m.line_id AS line_id,
                   sum(p.quantity_milli - CASE o.document_kind WHEN 'transfer' THEN 0 ELSE p.back_milli END) AS milli
            FROM stock_portion p JOIN stock_layer y ON y.id = p.layer_id JOIN agent g ON g.id = y.store_id
            JOIN stock_movement o ON o.document_id = p.document_id AND o.id = p.movement_id
            JOIN stock_movement m ON m.document_id = y.document_id AND m.id = y.movement_id GROUP BY 1"""
_ACCEPTED = "SELECT transfer_line_id, sum(accepted_milli) AS accepted_milli FROM transfer_answer_line GROUP BY 1"
"""Of each line: two tills that could not hear each other may both have answered."""

_COPIED = " UNION ALL ".join(
    f"SELECT l.id, l.business_date, h.business_date, coalesce(l.{bag}, ''), coalesce({of_header}, '') "
    f"FROM {line} l JOIN {header} h ON h.id = l.{points}{also} "
    f"WHERE l.business_date <> h.business_date OR l.{bag} IS NOT {of_header}{or_else}"
    for line, bag, header, points, also, of_header, or_else in (
        (
            "transfer_line", "bag_id", "transfer", "transfer_id", "",
            "CASE h.purpose WHEN 'agent' THEN h.to_store_id WHEN 'return' THEN h.from_store_id END",
            " OR l.purpose <> h.purpose",
        ),
        (
            "transfer_answer_line", "bag_id", "transfer_answer", "answer_id", " JOIN transfer t ON t.id = h.transfer_id",
            "CASE t.purpose WHEN 'agent' THEN t.to_store_id END", "",
        ),
        ("agent_sale_line", "agent_id", "agent_sale", "sale_id", "", "h.agent_id", ""),
        ("agent_refund_line", "agent_id", "agent_refund", "refund_id", "", "h.agent_id", ""),
    )
)
"""What lines say again of their headers, for the report."""

BAG_CHECKS: tuple[BookCheck, ...] = (
    BookCheck("lines_say_what_headers_say", "transfer_line", ("business_date", "bag_id"), _COPIED),
    BookCheck(
        "transfers_are_answered_for", "transfer_answer_line", ("answered_milli",),
        """SELECT l.id, sum(a.accepted_milli + a.back_milli), l.quantity_milli FROM transfer_answer_line a
           JOIN transfer_line l ON l.id = a.transfer_line_id
           GROUP BY l.id HAVING sum(a.accepted_milli + a.back_milli) > l.quantity_milli""",
        at_most=True,
    ),
    BookCheck(
        "transfers_moved", "transfer_line", ("moved_milli",),
        """SELECT l.id, coalesce(-sum(m.quantity_milli), 0), l.quantity_milli FROM transfer_line l
           LEFT JOIN stock_movement m ON m.document_id = l.transfer_id AND m.line_id = l.id AND m.quantity_milli < 0
           GROUP BY l.id HAVING coalesce(-sum(m.quantity_milli), 0) <> l.quantity_milli
           UNION ALL
           SELECT a.transfer_line_id, coalesce(sum(m.quantity_milli), 0), a.accepted_milli + a.back_milli
           FROM transfer_answer_line a
           LEFT JOIN stock_movement m ON m.document_id = a.answer_id AND m.line_id = a.transfer_line_id
           GROUP BY a.id HAVING coalesce(sum(m.quantity_milli), 0) <> a.accepted_milli + a.back_milli
           UNION ALL
           SELECT l.id, coalesce(sum(m.quantity_milli), 0), l.quantity_milli FROM transfer_line l
           JOIN transfer t ON t.id = l.transfer_id AND t.purpose = 'return'
           LEFT JOIN stock_movement m ON m.document_id = t.id AND m.line_id = l.id AND m.quantity_milli > 0
           GROUP BY l.id HAVING coalesce(sum(m.quantity_milli), 0) <> l.quantity_milli""",
    ),
    BookCheck(
        "bags_are_whole", "transfer_line", ("left_milli",),
        f"""SELECT a.transfer_line_id, coalesce(y.milli, 0), a.accepted_milli - coalesce(k.milli, 0)
            FROM ({_ACCEPTED}) a JOIN transfer_line l ON l.id = a.transfer_line_id
            JOIN transfer t ON t.id = l.transfer_id AND t.purpose = 'agent'
            LEFT JOIN ({_LEFT}) y ON y.line_id = a.transfer_line_id
            LEFT JOIN ({_TAKEN}) k ON k.line_id = a.transfer_line_id
            WHERE coalesce(y.milli, 0) <> a.accepted_milli - coalesce(k.milli, 0)
              AND l.product_id NOT IN (SELECT product_id FROM stock_waiting)""",
    ),
    BookCheck(
        "agent_sale_adds_up", "agent_sale", ("total_minor", "line_count", "tax_minor"),
        """SELECT s.id, s.total_minor, sum(l.net_minor), s.line_count, count(*), s.tax_minor, sum(l.tax_minor)
           FROM agent_sale s JOIN agent_sale_line l ON l.sale_id = s.id GROUP BY s.id
           HAVING s.total_minor <> sum(l.net_minor) OR s.line_count <> count(*) OR s.tax_minor <> sum(l.tax_minor)""",
    ),
    BookCheck(
        "agent_line_is_price_times_quantity", "agent_sale_line", ("net_minor",),
        """SELECT id, net_minor, (2 * price_minor * quantity_milli + 1000) / 2000 FROM agent_sale_line
           WHERE net_minor <> (2 * price_minor * quantity_milli + 1000) / 2000""",
    ),
    BookCheck(
        "agent_commission_is_the_rates", "agent_sale", ("commission_minor",),
        """SELECT id, commission_minor, (2 * total_minor * commission_ppm + 1000000) / 2000000 FROM agent_sale
           WHERE commission_minor <> (2 * total_minor * commission_ppm + 1000000) / 2000000""",
    ),
    BookCheck(
        "agent_refund_adds_up", "agent_refund", ("total_minor", "line_count"),
        """SELECT r.id, r.total_minor, sum(l.net_minor), r.line_count, count(*)
           FROM agent_refund r JOIN agent_refund_line l ON l.refund_id = r.id GROUP BY r.id
           HAVING r.total_minor <> sum(l.net_minor) OR r.line_count <> count(*)""",
    ),
    BookCheck(
        "agents_goods_moved", "agent_sale_line", ("moved_milli",),
        """SELECT l.id, coalesce(-sum(m.quantity_milli), 0), l.quantity_milli FROM agent_sale_line l
           LEFT JOIN stock_movement m ON m.document_id = l.sale_id AND m.line_id = l.id
           GROUP BY l.id HAVING coalesce(-sum(m.quantity_milli), 0) <> l.quantity_milli
           UNION ALL
           SELECT l.sale_line_id, coalesce(sum(m.quantity_milli), 0), l.quantity_milli FROM agent_refund_line l
           LEFT JOIN stock_movement m ON m.document_id = l.refund_id AND m.line_id = l.id
           GROUP BY l.id HAVING coalesce(sum(m.quantity_milli), 0) <> l.quantity_milli""",
    ),
    BookCheck(
        "not_more_back_than_agents_sold", "agent_refund_line", ("returned_milli", "returned_minor"),
        """SELECT l.id, sum(b.quantity_milli), l.quantity_milli, sum(b.net_minor), l.net_minor
           FROM agent_refund_line b JOIN agent_sale_line l ON l.id = b.sale_line_id GROUP BY l.id
           HAVING sum(b.quantity_milli) > l.quantity_milli OR sum(b.net_minor) > l.net_minor""",
        at_most=True,
    ),
    BookCheck(
        "agents_cash_is_in_the_drawer", "agent_payment", ("amount_minor",),
        """SELECT p.id, p.amount_minor, coalesce(c.amount_minor, 0) FROM agent_payment p
           LEFT JOIN cash_operation c ON c.id = p.cash_id AND c.kind = 'cash_in'
           WHERE p.tender = 'cash' AND p.amount_minor <> coalesce(c.amount_minor, 0)""",
    ),
)
