-- Written by build/central_schema.py: the tables of all that travels, and how documents come into them.

CREATE TABLE duken.account_entry (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    account text NOT NULL,
    owner_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    document_kind text NOT NULL,
    document_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    person_id uuid NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('account_entry');

CREATE TABLE duken.account_operation (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    amount_minor bigint NOT NULL,
    reason text,
    branch_id uuid NOT NULL,
    shift_id uuid,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('account_operation');

CREATE TABLE duken.agent_payment (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    agent_id uuid NOT NULL,
    tender text NOT NULL,
    amount_minor bigint NOT NULL,
    note text,
    cash_id uuid,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_payment');

CREATE TABLE duken.agent_refund (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    sale_id uuid NOT NULL,
    agent_id uuid NOT NULL,
    till_id uuid NOT NULL,
    reason text NOT NULL,
    line_count bigint NOT NULL,
    total_minor bigint NOT NULL,
    commission_minor bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_refund');

CREATE TABLE duken.agent_refund_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    refund_id uuid NOT NULL,
    sale_line_id uuid NOT NULL,
    position bigint NOT NULL,
    agent_id uuid NOT NULL,
    business_date date NOT NULL,
    product_id uuid NOT NULL,
    name text NOT NULL,
    quantity_milli bigint NOT NULL,
    net_minor bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_refund_line');

CREATE TABLE duken.agent_request (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    agent_id uuid NOT NULL,
    note text,
    line_count bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_request');

CREATE TABLE duken.agent_request_answer (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    outcome text NOT NULL,
    transfer_id uuid,
    reason text,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_request_answer');

CREATE TABLE duken.agent_request_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    position bigint NOT NULL,
    product_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    quantity_milli bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_request_line');

CREATE TABLE duken.agent_sale (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    agent_id uuid NOT NULL,
    till_id uuid NOT NULL,
    currency text NOT NULL,
    line_count bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    commission_ppm bigint NOT NULL,
    commission_minor bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_sale');

CREATE TABLE duken.agent_sale_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    sale_id uuid NOT NULL,
    position bigint NOT NULL,
    agent_id uuid NOT NULL,
    business_date date NOT NULL,
    product_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    tax_ppm bigint NOT NULL,
    list_price_minor bigint,
    price_minor bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent_sale_line');

CREATE TABLE duken.audit_entry (
    company_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    till_id uuid NOT NULL,
    person_id uuid,
    lender_id uuid,
    action text NOT NULL,
    subject_id uuid,
    facts text NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, till_id, seq, hash)
);
SELECT duken.guard('audit_entry');

CREATE TABLE duken.cash_entry (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    shift_id uuid NOT NULL,
    kind text NOT NULL,
    amount_minor bigint NOT NULL,
    document_kind text NOT NULL,
    document_id uuid NOT NULL,
    at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('cash_entry');

CREATE TABLE duken.cash_operation (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    amount_minor bigint NOT NULL,
    reason text NOT NULL,
    shift_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('cash_operation');

CREATE TABLE duken.gift_card (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    code text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_on date,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('gift_card');

CREATE TABLE duken.payment (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    document_kind text NOT NULL,
    document_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    tender text NOT NULL,
    amount_minor bigint NOT NULL,
    tendered_minor bigint NOT NULL,
    rounding_minor bigint NOT NULL,
    owner_id uuid,
    reference text,
    origin_id uuid,
    correction_id uuid,
    at timestamptz NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('payment');

CREATE TABLE duken.return_answer (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    return_id uuid NOT NULL,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    verdict text NOT NULL,
    cause text,
    reason text,
    person_id uuid,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('return_answer');

CREATE TABLE duken.return_answer_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    answer_id uuid NOT NULL,
    return_line_id uuid NOT NULL,
    sold_milli bigint NOT NULL,
    back_milli bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('return_answer_line');

CREATE TABLE duken.return_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    return_id uuid NOT NULL,
    position bigint NOT NULL,
    sale_id uuid,
    sale_line_id uuid,
    product_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    tax_ppm bigint NOT NULL,
    price_minor bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    gross_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    to_stock boolean NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('return_line');

CREATE TABLE duken.sale (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    store_id uuid NOT NULL,
    shift_id uuid,
    person_id uuid NOT NULL,
    customer_id uuid,
    currency text NOT NULL,
    completed_at timestamptz,
    business_date date,
    gross_minor bigint NOT NULL,
    line_discount_minor bigint NOT NULL,
    receipt_discount_minor bigint NOT NULL,
    rounding_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('sale');

CREATE TABLE duken.sale_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    sale_id uuid NOT NULL,
    position bigint NOT NULL,
    product_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    code text,
    tax_ppm bigint NOT NULL,
    list_price_minor bigint,
    price_minor bigint NOT NULL,
    quantity_milli bigint NOT NULL,
    weight_source text,
    gross_minor bigint NOT NULL,
    discount_ppm bigint NOT NULL,
    discount_minor bigint NOT NULL,
    shared_discount_minor bigint NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    mark text,
    batch text,
    expires_on date,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('sale_line');

CREATE TABLE duken.sale_return (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    store_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    person_id uuid NOT NULL,
    customer_id uuid,
    exchange_sale_id uuid,
    currency text NOT NULL,
    reason text NOT NULL,
    with_receipt boolean NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    line_count bigint NOT NULL,
    rounding_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('sale_return');

CREATE TABLE duken.shift (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid NOT NULL,
    till_id uuid NOT NULL,
    number bigint NOT NULL,
    float_minor bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    opened_by uuid NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('shift');

CREATE TABLE duken.shift_closing (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    shift_id uuid NOT NULL,
    expected_minor bigint NOT NULL,
    counted_minor bigint NOT NULL,
    difference_minor bigint NOT NULL,
    reason text,
    audit_head bytea NOT NULL,
    report bytea NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('shift_closing');

CREATE TABLE duken.shift_count (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    shift_id uuid NOT NULL,
    denomination_minor bigint NOT NULL,
    pieces bigint NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('shift_count');

CREATE TABLE duken.shift_verification (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    shift_id uuid NOT NULL,
    verified_minor bigint NOT NULL,
    note text,
    at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('shift_verification');

CREATE TABLE duken.stock_document (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    kind text NOT NULL,
    branch_id uuid NOT NULL,
    store_id uuid NOT NULL,
    supplier_id uuid,
    order_id uuid,
    takes_back_id uuid,
    cause text,
    reason text NOT NULL,
    extra_minor bigint NOT NULL,
    line_count bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    posted_at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('stock_document');

CREATE TABLE duken.stock_line (
    company_id uuid NOT NULL,
    document_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    quantity_milli bigint NOT NULL,
    cost_minor bigint,
    extra_minor bigint NOT NULL,
    batch text,
    expires_on date,
    expected_milli bigint,
    counted_milli bigint,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('stock_line');

CREATE TABLE duken.stock_movement (
    company_id uuid NOT NULL,
    document_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    store_id uuid NOT NULL,
    quantity_milli bigint NOT NULL,
    document_kind text NOT NULL,
    line_id uuid,
    occurred_at timestamptz NOT NULL,
    business_date date NOT NULL,
    cost_minor bigint,
    origin_document_id uuid,
    origin_id uuid,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('stock_movement');

CREATE TABLE duken.tender_correction (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    sale_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    from_tender text NOT NULL,
    to_tender text NOT NULL,
    amount_minor bigint NOT NULL,
    reason text NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('tender_correction');

CREATE TABLE duken.transfer (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    purpose text NOT NULL,
    branch_id uuid NOT NULL,
    from_store_id uuid NOT NULL,
    to_store_id uuid NOT NULL,
    request_id uuid,
    note text,
    line_count bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('transfer');

CREATE TABLE duken.transfer_answer (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    is_open boolean NOT NULL,
    line_count bigint NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('transfer_answer');

CREATE TABLE duken.transfer_answer_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    answer_id uuid NOT NULL,
    transfer_line_id uuid NOT NULL,
    product_id uuid NOT NULL,
    accepted_milli bigint NOT NULL,
    back_milli bigint NOT NULL,
    bag_id uuid,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('transfer_answer_line');

CREATE TABLE duken.transfer_line (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    position bigint NOT NULL,
    product_id uuid NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    quantity_milli bigint NOT NULL,
    purpose text NOT NULL,
    bag_id uuid,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('transfer_line');

CREATE TABLE duken.transfer_settlement (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    transfer_id uuid NOT NULL,
    outcome text NOT NULL,
    reason text NOT NULL,
    person_id uuid NOT NULL,
    at timestamptz NOT NULL,
    business_date date NOT NULL,
    ver bigint NOT NULL DEFAULT 1,
    stated_by uuid NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('transfer_settlement');

CREATE TABLE duken.agent (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid,
    person_id uuid,
    commission_ppm bigint,
    keeps_commission boolean,
    price_list_id uuid,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('agent');

CREATE TABLE duken.bag_lease (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    till_id uuid,
    taken_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('bag_lease');

CREATE TABLE duken.branch (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    address text,
    zone text,
    day_change_hour bigint,
    language text,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('branch');

CREATE TABLE duken.brand (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('brand');

CREATE TABLE duken.category (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    parent_id uuid,
    name text,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('category');

CREATE TABLE duken.company (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    currency text,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('company');

CREATE TABLE duken.customer (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    code text,
    name text,
    phone text,
    note text,
    credit_limit_minor bigint,
    deleted_at timestamptz,
    merged_into_id uuid,
    may_be_written_to boolean,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('customer');

CREATE TABLE duken.person (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    language text,
    is_owner boolean,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('person');

CREATE TABLE duken.person_role (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    person_id uuid,
    role_id uuid,
    branch_id uuid,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('person_role');

CREATE TABLE duken.price (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid,
    price_list_id uuid,
    price_minor bigint,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('price');

CREATE TABLE duken.price_list (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    is_default boolean,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('price_list');

CREATE TABLE duken.product (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text,
    name text,
    article text,
    category_id uuid,
    brand_id uuid,
    unit_id uuid,
    tax_rate_id uuid,
    scale_code bigint,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('product');

CREATE TABLE duken.product_code (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid,
    code text,
    package_name text,
    quantity_milli bigint,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('product_code');

CREATE TABLE duken.role (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    rights text,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('role');

CREATE TABLE duken.scale_layout (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    prefix text,
    item_from bigint,
    item_length bigint,
    value_from bigint,
    value_length bigint,
    value_kind text,
    value_unit bigint,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('scale_layout');

CREATE TABLE duken.set_part (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    set_id uuid,
    product_id uuid,
    quantity_milli bigint,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('set_part');

CREATE TABLE duken.setting (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid,
    key text,
    value text,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('setting');

CREATE TABLE duken.stock_minimum (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    product_id uuid,
    store_id uuid,
    min_milli bigint,
    up_to_milli bigint,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('stock_minimum');

CREATE TABLE duken.store (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid,
    name text,
    kind text,
    person_id uuid,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('store');

CREATE TABLE duken.supplier (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    phone text,
    note text,
    deleted_at timestamptz,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('supplier');

CREATE TABLE duken.tax_rate (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text,
    ppm bigint,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('tax_rate');

CREATE TABLE duken.tile_page (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid,
    category_id uuid,
    product_ids text,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('tile_page');

CREATE TABLE duken.till (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    branch_id uuid,
    store_id uuid,
    name text,
    prefix text,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('till');

CREATE TABLE duken.unit (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    code text,
    name text,
    decimals bigint,
    ver bigint NOT NULL,
    PRIMARY KEY (company_id, id)
);
SELECT duken.guard('unit');

CREATE FUNCTION duken.apply_sale_completed(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.sale (company_id, id, number, branch_id, till_id, store_id, shift_id, person_id, customer_id, currency, completed_at, business_date, gross_minor, line_discount_minor, receipt_discount_minor, rounding_minor, tax_minor, total_minor, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'branch_id')::uuid, (d.doc->>'till_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'customer_id')::uuid, d.doc->>'currency', (d.doc->>'completed_at')::timestamptz, (d.doc->>'business_date')::date, (d.doc->>'gross_minor')::bigint, (d.doc->>'line_discount_minor')::bigint, (d.doc->>'receipt_discount_minor')::bigint, (d.doc->>'rounding_minor')::bigint, (d.doc->>'tax_minor')::bigint, (d.doc->>'total_minor')::bigint, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'position', 'product_id', 'name', 'unit', 'code', 'tax_ppm', 'list_price_minor', 'price_minor', 'quantity_milli', 'weight_source', 'gross_minor', 'discount_ppm', 'discount_minor', 'shared_discount_minor', 'net_minor', 'tax_minor', 'mark', 'batch', 'expires_on']);
        INSERT INTO duken.sale_line (company_id, id, position, product_id, name, unit, code, tax_ppm, list_price_minor, price_minor, quantity_milli, weight_source, gross_minor, discount_ppm, discount_minor, shared_discount_minor, net_minor, tax_minor, mark, batch, expires_on, sale_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::uuid, r->>p[4], r->>p[5], r->>p[6], (r->>p[7])::bigint, (r->>p[8])::bigint, (r->>p[9])::bigint, (r->>p[10])::bigint, r->>p[11], (r->>p[12])::bigint, (r->>p[13])::bigint, (r->>p[14])::bigint, (r->>p[15])::bigint, (r->>p[16])::bigint, (r->>p[17])::bigint, r->>p[18], r->>p[19], (r->>p[20])::date, d.sale_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS sale_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('marks', docs) LOOP
        p := duken.places(k, ARRAY['id', 'sale_id', 'position', 'product_id', 'name', 'unit', 'code', 'tax_ppm', 'list_price_minor', 'price_minor', 'quantity_milli', 'weight_source', 'gross_minor', 'discount_ppm', 'discount_minor', 'shared_discount_minor', 'net_minor', 'tax_minor', 'mark', 'batch', 'expires_on']);
        UPDATE duken.sale_line AS t SET sale_id = CASE WHEN p[2] IS NULL THEN t.sale_id ELSE (r->>p[2])::uuid END, position = CASE WHEN p[3] IS NULL THEN t.position ELSE (r->>p[3])::bigint END, product_id = CASE WHEN p[4] IS NULL THEN t.product_id ELSE (r->>p[4])::uuid END, name = CASE WHEN p[5] IS NULL THEN t.name ELSE r->>p[5] END, unit = CASE WHEN p[6] IS NULL THEN t.unit ELSE r->>p[6] END, code = CASE WHEN p[7] IS NULL THEN t.code ELSE r->>p[7] END, tax_ppm = CASE WHEN p[8] IS NULL THEN t.tax_ppm ELSE (r->>p[8])::bigint END, list_price_minor = CASE WHEN p[9] IS NULL THEN t.list_price_minor ELSE (r->>p[9])::bigint END, price_minor = CASE WHEN p[10] IS NULL THEN t.price_minor ELSE (r->>p[10])::bigint END, quantity_milli = CASE WHEN p[11] IS NULL THEN t.quantity_milli ELSE (r->>p[11])::bigint END, weight_source = CASE WHEN p[12] IS NULL THEN t.weight_source ELSE r->>p[12] END, gross_minor = CASE WHEN p[13] IS NULL THEN t.gross_minor ELSE (r->>p[13])::bigint END, discount_ppm = CASE WHEN p[14] IS NULL THEN t.discount_ppm ELSE (r->>p[14])::bigint END, discount_minor = CASE WHEN p[15] IS NULL THEN t.discount_minor ELSE (r->>p[15])::bigint END, shared_discount_minor = CASE WHEN p[16] IS NULL THEN t.shared_discount_minor ELSE (r->>p[16])::bigint END, net_minor = CASE WHEN p[17] IS NULL THEN t.net_minor ELSE (r->>p[17])::bigint END, tax_minor = CASE WHEN p[18] IS NULL THEN t.tax_minor ELSE (r->>p[18])::bigint END, mark = CASE WHEN p[19] IS NULL THEN t.mark ELSE r->>p[19] END, batch = CASE WHEN p[20] IS NULL THEN t.batch ELSE r->>p[20] END, expires_on = CASE WHEN p[21] IS NULL THEN t.expires_on ELSE (r->>p[21])::date END
            FROM (SELECT t.id AS stated_by, t.doc->'marks'->'rows' AS rows
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'marks'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r
            WHERE t.company_id = co AND t.id = (r->>p[1])::uuid;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'completed_at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'completed_at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'completed_at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'completed_at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_return_completed(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.sale_return (company_id, id, number, branch_id, till_id, store_id, shift_id, person_id, customer_id, exchange_sale_id, currency, reason, with_receipt, at, business_date, line_count, rounding_minor, tax_minor, total_minor, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'branch_id')::uuid, (d.doc->>'till_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'customer_id')::uuid, (d.doc->>'exchange_sale_id')::uuid, d.doc->>'currency', d.doc->>'reason', (d.doc->>'with_receipt')::boolean, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, (d.doc->>'line_count')::bigint, (d.doc->>'rounding_minor')::bigint, (d.doc->>'tax_minor')::bigint, (d.doc->>'total_minor')::bigint, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'position', 'sale_id', 'sale_line_id', 'product_id', 'name', 'unit', 'tax_ppm', 'price_minor', 'quantity_milli', 'gross_minor', 'discount_minor', 'net_minor', 'tax_minor', 'to_stock']);
        INSERT INTO duken.return_line (company_id, id, position, sale_id, sale_line_id, product_id, name, unit, tax_ppm, price_minor, quantity_milli, gross_minor, discount_minor, net_minor, tax_minor, to_stock, return_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::uuid, (r->>p[4])::uuid, (r->>p[5])::uuid, r->>p[6], r->>p[7], (r->>p[8])::bigint, (r->>p[9])::bigint, (r->>p[10])::bigint, (r->>p[11])::bigint, (r->>p[12])::bigint, (r->>p[13])::bigint, (r->>p[14])::bigint, (r->>p[15])::boolean, d.return_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS return_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'return', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'return', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'return', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'return', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_return_answered(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.return_answer (company_id, id, return_id, branch_id, till_id, verdict, cause, reason, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'return_id')::uuid, (d.doc->>'branch_id')::uuid, (d.doc->>'till_id')::uuid, d.doc->>'verdict', d.doc->>'cause', d.doc->>'reason', (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'return_line_id', 'sold_milli', 'back_milli']);
        INSERT INTO duken.return_answer_line (company_id, id, return_line_id, sold_milli, back_milli, answer_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, d.answer_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS answer_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_sale_tender_corrected(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.tender_correction (company_id, id, number, sale_id, shift_id, from_tender, to_tender, amount_minor, reason, person_id, at, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'sale_id')::uuid, (d.doc->>'shift_id')::uuid, d.doc->>'from_tender', d.doc->>'to_tender', (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, document_id, correction_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, d.document_id, d.correction_id, d.shift_id, d.at, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'sale_id')::uuid AS document_id, (t.doc->>'id')::uuid AS correction_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'sale_id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_shift_opened(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.shift (company_id, id, branch_id, till_id, number, float_minor, opened_at, opened_by, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'branch_id')::uuid, (d.doc->>'till_id')::uuid, (d.doc->>'number')::bigint, (d.doc->>'float_minor')::bigint, (d.doc->>'opened_at')::timestamptz, (d.doc->>'opened_by')::uuid, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'shift', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'id')::uuid AS shift_id, (t.doc->>'opened_at')::timestamptz AS at, (t.doc->>'opened_by')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_shift_closed(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.shift_closing (company_id, id, shift_id, expected_minor, counted_minor, difference_minor, reason, audit_head, closed_at, closed_by, report, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'expected_minor')::bigint, (d.doc->>'counted_minor')::bigint, (d.doc->>'difference_minor')::bigint, d.doc->>'reason', decode(d.doc->>'audit_head', 'hex'), (d.doc->>'made_at')::timestamptz, (d.doc->>'closed_by')::uuid, d.body, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('counts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'denomination_minor', 'pieces']);
        INSERT INTO duken.shift_count (company_id, id, denomination_minor, pieces, shift_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::bigint, d.shift_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'counts'->'rows' AS rows, (t.doc->>'shift_id')::uuid AS shift_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'counts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_shift_verified(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO duken.shift_verification (company_id, id, shift_id, verified_minor, note, at, person_id, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'verified_minor')::bigint, d.doc->>'note', (d.doc->>'at')::timestamptz, (d.doc->>'person_id')::uuid, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
END $f$;

CREATE FUNCTION duken.apply_cash_cash_in(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.cash_operation (company_id, id, number, kind, amount_minor, reason, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'cash', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_cash_cash_out(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.cash_operation (company_id, id, number, kind, amount_minor, reason, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'cash', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_cash_drawer(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.cash_operation (company_id, id, number, kind, amount_minor, reason, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'cash', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_account_debt_payment(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.account_operation (company_id, id, number, kind, owner_id, amount_minor, reason, branch_id, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'owner_id')::uuid, (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'branch_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_account_prepayment(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.account_operation (company_id, id, number, kind, owner_id, amount_minor, reason, branch_id, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'owner_id')::uuid, (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'branch_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_account_gift_card(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.account_operation (company_id, id, number, kind, owner_id, amount_minor, reason, branch_id, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'owner_id')::uuid, (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'branch_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('gift_cards', docs) LOOP
        p := duken.places(k, ARRAY['id', 'code', 'issued_at', 'expires_on']);
        INSERT INTO duken.gift_card (company_id, id, code, issued_at, expires_on, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::timestamptz, (r->>p[4])::date, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'gift_cards'->'rows' AS rows
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'gift_cards'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_account_points(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.account_operation (company_id, id, number, kind, owner_id, amount_minor, reason, branch_id, shift_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'owner_id')::uuid, (d.doc->>'amount_minor')::bigint, d.doc->>'reason', (d.doc->>'branch_id')::uuid, (d.doc->>'shift_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('payments', docs) LOOP
        p := duken.places(k, ARRAY['id', 'tender', 'amount_minor', 'tendered_minor', 'rounding_minor', 'owner_id', 'reference', 'origin_id', 'correction_id']);
        INSERT INTO duken.payment (company_id, id, tender, amount_minor, tendered_minor, rounding_minor, owner_id, reference, origin_id, correction_id, document_id, shift_id, at, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, (r->>p[6])::uuid, r->>p[7], (r->>p[8])::uuid, (r->>p[9])::uuid, d.document_id, d.shift_id, d.at, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'payments'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'payments'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('cash', docs) LOOP
        p := duken.places(k, ARRAY['id', 'kind', 'amount_minor']);
        INSERT INTO duken.cash_entry (company_id, id, kind, amount_minor, document_id, shift_id, at, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::bigint, d.document_id, d.shift_id, d.at, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'cash'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'shift_id')::uuid AS shift_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'cash'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('accounts', docs) LOOP
        p := duken.places(k, ARRAY['id', 'account', 'owner_id', 'amount_minor']);
        INSERT INTO duken.account_entry (company_id, id, account, owner_id, amount_minor, document_id, at, business_date, person_id, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, r->>p[2], (r->>p[3])::uuid, (r->>p[4])::bigint, d.document_id, d.at, d.business_date, d.person_id, 'account', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'accounts'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS at, (t.doc->>'business_date')::date AS business_date, (t.doc->>'person_id')::uuid AS person_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'accounts'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_receipt(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'receipt', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_write_off(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'write_off', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_found(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'found', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_supplier_return(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'supplier_return', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_opening(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'opening', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_count(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'count', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_order(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'order', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_order_close(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'order_close', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_undo(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.stock_document (company_id, id, number, kind, branch_id, store_id, supplier_id, order_id, takes_back_id, cause, reason, extra_minor, line_count, person_id, at, posted_at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'kind', (d.doc->>'branch_id')::uuid, (d.doc->>'store_id')::uuid, (d.doc->>'supplier_id')::uuid, (d.doc->>'order_id')::uuid, (d.doc->>'takes_back_id')::uuid, d.doc->>'cause', d.doc->>'reason', (d.doc->>'extra_minor')::bigint, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'posted_at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'quantity_milli', 'cost_minor', 'extra_minor', 'batch', 'expires_on', 'expected_milli', 'counted_milli']);
        INSERT INTO duken.stock_line (company_id, id, product_id, quantity_milli, cost_minor, extra_minor, batch, expires_on, expected_milli, counted_milli, document_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::bigint, (r->>p[5])::bigint, r->>p[6], (r->>p[7])::date, (r->>p[8])::bigint, (r->>p[9])::bigint, d.document_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'undo', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_transfer(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.transfer (company_id, id, number, purpose, branch_id, from_store_id, to_store_id, request_id, note, line_count, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', d.doc->>'purpose', (d.doc->>'branch_id')::uuid, (d.doc->>'from_store_id')::uuid, (d.doc->>'to_store_id')::uuid, (d.doc->>'request_id')::uuid, d.doc->>'note', (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'position', 'product_id', 'name', 'unit', 'quantity_milli']);
        INSERT INTO duken.transfer_line (company_id, id, position, product_id, name, unit, quantity_milli, transfer_id, purpose, bag_id, business_date, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::uuid, r->>p[4], r->>p[5], (r->>p[6])::bigint, d.transfer_id, d.purpose, d.bag_id, d.business_date, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS transfer_id, t.doc->>'purpose' AS purpose, (t.doc->>'bag_id')::uuid AS bag_id, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'transfer', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_transfer_answer(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.transfer_answer (company_id, id, transfer_id, is_open, line_count, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'transfer_id')::uuid, (d.doc->>'is_open')::boolean, (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'transfer_line_id', 'product_id', 'accepted_milli', 'back_milli']);
        INSERT INTO duken.transfer_answer_line (company_id, id, transfer_line_id, product_id, accepted_milli, back_milli, answer_id, bag_id, business_date, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::bigint, d.answer_id, d.bag_id, d.business_date, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS answer_id, (t.doc->>'bag_id')::uuid AS bag_id, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'transfer_answer', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_stock_transfer_settlement(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.transfer_settlement (company_id, id, transfer_id, outcome, reason, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'transfer_id')::uuid, d.doc->>'outcome', d.doc->>'reason', (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'transfer_settlement', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_agent_request_asked(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.agent_request (company_id, id, number, agent_id, note, line_count, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'agent_id')::uuid, d.doc->>'note', (d.doc->>'line_count')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'position', 'product_id', 'name', 'unit', 'quantity_milli']);
        INSERT INTO duken.agent_request_line (company_id, id, position, product_id, name, unit, quantity_milli, request_id, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::uuid, r->>p[4], r->>p[5], (r->>p[6])::bigint, d.request_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS request_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_agent_request_answered(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO duken.agent_request_answer (company_id, id, request_id, outcome, transfer_id, reason, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, (d.doc->>'request_id')::uuid, d.doc->>'outcome', (d.doc->>'transfer_id')::uuid, d.doc->>'reason', (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
END $f$;

CREATE FUNCTION duken.apply_agent_sale_completed(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.agent_sale (company_id, id, number, agent_id, till_id, currency, line_count, tax_minor, total_minor, commission_ppm, commission_minor, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'agent_id')::uuid, (d.doc->>'till_id')::uuid, d.doc->>'currency', (d.doc->>'line_count')::bigint, (d.doc->>'tax_minor')::bigint, (d.doc->>'total_minor')::bigint, (d.doc->>'commission_ppm')::bigint, (d.doc->>'commission_minor')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'position', 'product_id', 'name', 'unit', 'tax_ppm', 'list_price_minor', 'price_minor', 'quantity_milli', 'net_minor', 'tax_minor']);
        INSERT INTO duken.agent_sale_line (company_id, id, position, product_id, name, unit, tax_ppm, list_price_minor, price_minor, quantity_milli, net_minor, tax_minor, sale_id, agent_id, business_date, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::bigint, (r->>p[3])::uuid, r->>p[4], r->>p[5], (r->>p[6])::bigint, (r->>p[7])::bigint, (r->>p[8])::bigint, (r->>p[9])::bigint, (r->>p[10])::bigint, (r->>p[11])::bigint, d.sale_id, d.agent_id, d.business_date, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS sale_id, (t.doc->>'agent_id')::uuid AS agent_id, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'agent_sale', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_agent_refund_completed(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    INSERT INTO duken.agent_refund (company_id, id, number, sale_id, agent_id, till_id, reason, line_count, total_minor, commission_minor, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'sale_id')::uuid, (d.doc->>'agent_id')::uuid, (d.doc->>'till_id')::uuid, d.doc->>'reason', (d.doc->>'line_count')::bigint, (d.doc->>'total_minor')::bigint, (d.doc->>'commission_minor')::bigint, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['id', 'sale_line_id', 'position', 'product_id', 'name', 'quantity_milli', 'net_minor']);
        INSERT INTO duken.agent_refund_line (company_id, id, sale_line_id, position, product_id, name, quantity_milli, net_minor, refund_id, agent_id, business_date, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::bigint, (r->>p[4])::uuid, r->>p[5], (r->>p[6])::bigint, (r->>p[7])::bigint, d.refund_id, d.agent_id, d.business_date, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'lines'->'rows' AS rows, (t.doc->>'id')::uuid AS refund_id, (t.doc->>'agent_id')::uuid AS agent_id, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'lines'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['id', 'product_id', 'store_id', 'quantity_milli', 'line_id', 'cost_minor', 'origin_document_id', 'origin_id']);
        INSERT INTO duken.stock_movement (company_id, id, product_id, store_id, quantity_milli, line_id, cost_minor, origin_document_id, origin_id, document_id, occurred_at, business_date, document_kind, stated_by)
            SELECT co, (r->>p[1])::uuid, (r->>p[2])::uuid, (r->>p[3])::uuid, (r->>p[4])::bigint, (r->>p[5])::uuid, (r->>p[6])::bigint, (r->>p[7])::uuid, (r->>p[8])::uuid, d.document_id, d.occurred_at, d.business_date, 'agent_refund', d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'movements'->'rows' AS rows, (t.doc->>'id')::uuid AS document_id, (t.doc->>'at')::timestamptz AS occurred_at, (t.doc->>'business_date')::date AS business_date
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'movements'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.apply_agent_payment_taken(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    INSERT INTO duken.agent_payment (company_id, id, number, agent_id, tender, amount_minor, note, cash_id, person_id, at, business_date, stated_by)
        SELECT co, (d.doc->>'id')::uuid, d.doc->>'number', (d.doc->>'agent_id')::uuid, d.doc->>'tender', (d.doc->>'amount_minor')::bigint, d.doc->>'note', (d.doc->>'cash_id')::uuid, (d.doc->>'person_id')::uuid, (d.doc->>'at')::timestamptz, (d.doc->>'business_date')::date, d.id
        FROM unnest(ids, bodies, docs) AS d(id, body, doc);
END $f$;

CREATE FUNCTION duken.apply_audit(co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    FOREACH k IN ARRAY duken.forms_of('entries', docs) LOOP
        p := duken.places(k, ARRAY['seq', 'at', 'person_id', 'lender_id', 'action', 'subject_id', 'facts', 'previous_hash', 'hash']);
        INSERT INTO duken.audit_entry (company_id, seq, at, person_id, lender_id, action, subject_id, facts, previous_hash, hash, till_id, stated_by)
            SELECT co, (r->>p[1])::bigint, (r->>p[2])::timestamptz, (r->>p[3])::uuid, (r->>p[4])::uuid, r->>p[5], (r->>p[6])::uuid, r->>p[7], decode(r->>p[8], 'hex'), decode(r->>p[9], 'hex'), d.till_id, d.stated_by
            FROM (SELECT t.id AS stated_by, t.doc->'entries'->'rows' AS rows, (t.doc->>'till_id')::uuid AS till_id
                FROM unnest(ids, docs) AS t(id, doc) WHERE t.doc->'entries'->'keys' = k OFFSET 0) AS d, jsonb_array_elements(d.rows) AS r;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_sale_completed(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'customer', w.id FROM (SELECT DISTINCT (d->>'customer_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.customer AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_return_completed(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'customer', w.id FROM (SELECT DISTINCT (d->>'customer_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.customer AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['sale_id', 'sale_line_id', 'product_id']);
        RETURN QUERY SELECT 'sale', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.sale AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'sale_line', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.sale_line AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[3])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_return_answered(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'sale_return', w.id FROM (SELECT DISTINCT (d->>'return_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.sale_return AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['return_line_id']);
        RETURN QUERY SELECT 'return_line', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.return_line AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_sale_tender_corrected(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'sale', w.id FROM (SELECT DISTINCT (d->>'sale_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.sale AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_shift_opened(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'branch', w.id FROM (SELECT DISTINCT (d->>'branch_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.branch AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'till', w.id FROM (SELECT DISTINCT (d->>'till_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.till AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'opened_by')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_shift_closed(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'closed_by')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_shift_verified(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_cash_cash_in(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_cash_cash_out(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_cash_drawer(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_account_debt_payment(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_account_prepayment(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_account_gift_card(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_account_points(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'shift', w.id FROM (SELECT DISTINCT (d->>'shift_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_stock_receipt(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_write_off(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_found(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_supplier_return(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_opening(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_count(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_order(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_order_close(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_undo(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'supplier', w.id FROM (SELECT DISTINCT (d->>'supplier_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_transfer(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'from_store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (d->>'to_store_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_transfer_answer(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'transfer', w.id FROM (SELECT DISTINCT (d->>'transfer_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.transfer AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['transfer_line_id', 'product_id']);
        RETURN QUERY SELECT 'transfer_line', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.transfer_line AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_stock_transfer_settlement(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'transfer', w.id FROM (SELECT DISTINCT (d->>'transfer_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.transfer AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_agent_request_asked(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'agent', w.id FROM (SELECT DISTINCT (d->>'agent_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_agent_request_answered(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'agent_request', w.id FROM (SELECT DISTINCT (d->>'request_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent_request AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'transfer', w.id FROM (SELECT DISTINCT (d->>'transfer_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.transfer AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.missing_agent_sale_completed(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'agent', w.id FROM (SELECT DISTINCT (d->>'agent_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['product_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_agent_refund_completed(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
DECLARE k jsonb; p integer[];
BEGIN
    RETURN QUERY SELECT 'agent_sale', w.id FROM (SELECT DISTINCT (d->>'sale_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent_sale AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'agent', w.id FROM (SELECT DISTINCT (d->>'agent_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    FOREACH k IN ARRAY duken.forms_of('lines', docs) LOOP
        p := duken.places(k, ARRAY['sale_line_id', 'product_id']);
        RETURN QUERY SELECT 'agent_sale_line', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.agent_sale_line AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'lines'->'rows') AS r WHERE d->'lines'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
    FOREACH k IN ARRAY duken.forms_of('movements', docs) LOOP
        p := duken.places(k, ARRAY['product_id', 'store_id']);
        RETURN QUERY SELECT 'product', w.id FROM (SELECT DISTINCT (r->>p[1])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
        RETURN QUERY SELECT 'store', w.id FROM (SELECT DISTINCT (r->>p[2])::uuid AS id FROM unnest(docs) AS d, jsonb_array_elements(d->'movements'->'rows') AS r WHERE d->'movements'->'keys' = k) AS w
            WHERE w.id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
            LIMIT 1;
        IF FOUND THEN RETURN; END IF;
    END LOOP;
END $f$;

CREATE FUNCTION duken.missing_agent_payment_taken(co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql STABLE AS $f$
BEGIN
    RETURN QUERY SELECT 'agent', w.id FROM (SELECT DISTINCT (d->>'agent_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.agent AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'cash_operation', w.id FROM (SELECT DISTINCT (d->>'cash_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.cash_operation AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
    RETURN QUERY SELECT 'person', w.id FROM (SELECT DISTINCT (d->>'person_id')::uuid AS id FROM unnest(docs) AS d) AS w
        WHERE w.id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = w.id OFFSET 0)
        LIMIT 1;
    IF FOUND THEN RETURN; END IF;
END $f$;

CREATE FUNCTION duken.put_agent(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.agent (company_id, id, branch_id, person_id, commission_ppm, keeps_commission, price_list_id, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'branch_id')::uuid, (c.fields->>'person_id')::uuid, (c.fields->>'commission_ppm')::bigint, (c.fields->>'keeps_commission')::boolean, (c.fields->>'price_list_id')::uuid, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'agent' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET branch_id = excluded.branch_id, person_id = excluded.person_id, commission_ppm = excluded.commission_ppm, keeps_commission = excluded.keeps_commission, price_list_id = excluded.price_list_id, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE agent.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_bag_lease(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.bag_lease (company_id, id, till_id, taken_at, ver)
        SELECT co, c.id, (c.fields->>'till_id')::uuid, (c.fields->>'taken_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'bag_lease' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET till_id = excluded.till_id, taken_at = excluded.taken_at, ver = excluded.ver WHERE bag_lease.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_branch(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.branch (company_id, id, name, address, zone, day_change_hour, language, ver)
        SELECT co, c.id, c.fields->>'name', c.fields->>'address', c.fields->>'zone', (c.fields->>'day_change_hour')::bigint, c.fields->>'language', c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'branch' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, address = excluded.address, zone = excluded.zone, day_change_hour = excluded.day_change_hour, language = excluded.language, ver = excluded.ver WHERE branch.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_brand(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.brand (company_id, id, name, deleted_at, ver)
        SELECT co, c.id, c.fields->>'name', (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'brand' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE brand.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_category(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.category (company_id, id, parent_id, name, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'parent_id')::uuid, c.fields->>'name', (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'category' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE category.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_company(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.company (company_id, id, name, currency, ver)
        SELECT co, c.id, c.fields->>'name', c.fields->>'currency', c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'company' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, currency = excluded.currency, ver = excluded.ver WHERE company.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_customer(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.customer (company_id, id, code, name, phone, note, credit_limit_minor, deleted_at, merged_into_id, may_be_written_to, ver)
        SELECT co, c.id, c.fields->>'code', c.fields->>'name', c.fields->>'phone', c.fields->>'note', (c.fields->>'credit_limit_minor')::bigint, (c.fields->>'deleted_at')::timestamptz, (c.fields->>'merged_into_id')::uuid, (c.fields->>'may_be_written_to')::boolean, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'customer' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET code = excluded.code, name = excluded.name, phone = excluded.phone, note = excluded.note, credit_limit_minor = excluded.credit_limit_minor, deleted_at = excluded.deleted_at, merged_into_id = excluded.merged_into_id, may_be_written_to = excluded.may_be_written_to, ver = excluded.ver WHERE customer.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_person(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.person (company_id, id, name, language, is_owner, deleted_at, ver)
        SELECT co, c.id, c.fields->>'name', c.fields->>'language', (c.fields->>'is_owner')::boolean, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'person' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, language = excluded.language, is_owner = excluded.is_owner, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE person.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_person_role(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.person_role (company_id, id, person_id, role_id, branch_id, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'person_id')::uuid, (c.fields->>'role_id')::uuid, (c.fields->>'branch_id')::uuid, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'person_role' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET person_id = excluded.person_id, role_id = excluded.role_id, branch_id = excluded.branch_id, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE person_role.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_price(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.price (company_id, id, product_id, price_list_id, price_minor, ver)
        SELECT co, c.id, (c.fields->>'product_id')::uuid, (c.fields->>'price_list_id')::uuid, (c.fields->>'price_minor')::bigint, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'price' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET product_id = excluded.product_id, price_list_id = excluded.price_list_id, price_minor = excluded.price_minor, ver = excluded.ver WHERE price.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_price_list(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.price_list (company_id, id, name, is_default, deleted_at, ver)
        SELECT co, c.id, c.fields->>'name', (c.fields->>'is_default')::boolean, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'price_list' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, is_default = excluded.is_default, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE price_list.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_product(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.product (company_id, id, kind, name, article, category_id, brand_id, unit_id, tax_rate_id, scale_code, deleted_at, ver)
        SELECT co, c.id, c.fields->>'kind', c.fields->>'name', c.fields->>'article', (c.fields->>'category_id')::uuid, (c.fields->>'brand_id')::uuid, (c.fields->>'unit_id')::uuid, (c.fields->>'tax_rate_id')::uuid, (c.fields->>'scale_code')::bigint, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'product' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET kind = excluded.kind, name = excluded.name, article = excluded.article, category_id = excluded.category_id, brand_id = excluded.brand_id, unit_id = excluded.unit_id, tax_rate_id = excluded.tax_rate_id, scale_code = excluded.scale_code, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE product.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_product_code(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.product_code (company_id, id, product_id, code, package_name, quantity_milli, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'product_id')::uuid, c.fields->>'code', c.fields->>'package_name', (c.fields->>'quantity_milli')::bigint, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'product_code' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET product_id = excluded.product_id, code = excluded.code, package_name = excluded.package_name, quantity_milli = excluded.quantity_milli, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE product_code.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_role(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.role (company_id, id, name, rights, deleted_at, ver)
        SELECT co, c.id, c.fields->>'name', c.fields->>'rights', (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'role' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, rights = excluded.rights, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE role.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_scale_layout(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.scale_layout (company_id, id, prefix, item_from, item_length, value_from, value_length, value_kind, value_unit, deleted_at, ver)
        SELECT co, c.id, c.fields->>'prefix', (c.fields->>'item_from')::bigint, (c.fields->>'item_length')::bigint, (c.fields->>'value_from')::bigint, (c.fields->>'value_length')::bigint, c.fields->>'value_kind', (c.fields->>'value_unit')::bigint, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'scale_layout' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET prefix = excluded.prefix, item_from = excluded.item_from, item_length = excluded.item_length, value_from = excluded.value_from, value_length = excluded.value_length, value_kind = excluded.value_kind, value_unit = excluded.value_unit, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE scale_layout.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_set_part(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.set_part (company_id, id, set_id, product_id, quantity_milli, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'set_id')::uuid, (c.fields->>'product_id')::uuid, (c.fields->>'quantity_milli')::bigint, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'set_part' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET set_id = excluded.set_id, product_id = excluded.product_id, quantity_milli = excluded.quantity_milli, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE set_part.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_setting(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.setting (company_id, id, branch_id, key, value, ver)
        SELECT co, c.id, (c.fields->>'branch_id')::uuid, c.fields->>'key', c.fields->>'value', c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'setting' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET branch_id = excluded.branch_id, key = excluded.key, value = excluded.value, ver = excluded.ver WHERE setting.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_stock_minimum(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.stock_minimum (company_id, id, product_id, store_id, min_milli, up_to_milli, ver)
        SELECT co, c.id, (c.fields->>'product_id')::uuid, (c.fields->>'store_id')::uuid, (c.fields->>'min_milli')::bigint, (c.fields->>'up_to_milli')::bigint, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'stock_minimum' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET product_id = excluded.product_id, store_id = excluded.store_id, min_milli = excluded.min_milli, up_to_milli = excluded.up_to_milli, ver = excluded.ver WHERE stock_minimum.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_store(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.store (company_id, id, branch_id, name, kind, person_id, deleted_at, ver)
        SELECT co, c.id, (c.fields->>'branch_id')::uuid, c.fields->>'name', c.fields->>'kind', (c.fields->>'person_id')::uuid, (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'store' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET branch_id = excluded.branch_id, name = excluded.name, kind = excluded.kind, person_id = excluded.person_id, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE store.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_supplier(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.supplier (company_id, id, name, phone, note, deleted_at, ver)
        SELECT co, c.id, c.fields->>'name', c.fields->>'phone', c.fields->>'note', (c.fields->>'deleted_at')::timestamptz, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'supplier' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, phone = excluded.phone, note = excluded.note, deleted_at = excluded.deleted_at, ver = excluded.ver WHERE supplier.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_tax_rate(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.tax_rate (company_id, id, name, ppm, ver)
        SELECT co, c.id, c.fields->>'name', (c.fields->>'ppm')::bigint, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'tax_rate' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET name = excluded.name, ppm = excluded.ppm, ver = excluded.ver WHERE tax_rate.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_tile_page(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.tile_page (company_id, id, branch_id, category_id, product_ids, ver)
        SELECT co, c.id, (c.fields->>'branch_id')::uuid, (c.fields->>'category_id')::uuid, c.fields->>'product_ids', c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'tile_page' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET branch_id = excluded.branch_id, category_id = excluded.category_id, product_ids = excluded.product_ids, ver = excluded.ver WHERE tile_page.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_till(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.till (company_id, id, branch_id, store_id, name, prefix, ver)
        SELECT co, c.id, (c.fields->>'branch_id')::uuid, (c.fields->>'store_id')::uuid, c.fields->>'name', c.fields->>'prefix', c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'till' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET branch_id = excluded.branch_id, store_id = excluded.store_id, name = excluded.name, prefix = excluded.prefix, ver = excluded.ver WHERE till.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.put_unit(co uuid, ids uuid[]) RETURNS void LANGUAGE sql AS $f$
    INSERT INTO duken.unit (company_id, id, code, name, decimals, ver)
        SELECT co, c.id, c.fields->>'code', c.fields->>'name', (c.fields->>'decimals')::bigint, c.ver
        FROM duken.card AS c WHERE c.company_id = co AND c.table_name = 'unit' AND c.id = ANY(ids)
        ON CONFLICT (company_id, id) DO UPDATE SET code = excluded.code, name = excluded.name, decimals = excluded.decimals, ver = excluded.ver WHERE unit.ver < excluded.ver;
$f$;

CREATE FUNCTION duken.missing_of(kind text, co uuid, docs jsonb[]) RETURNS TABLE (table_name text, id uuid)
LANGUAGE plpgsql AS $f$
BEGIN
    CASE kind
        WHEN 'sale.completed' THEN RETURN QUERY SELECT * FROM duken.missing_sale_completed(co, docs);
        WHEN 'return.completed' THEN RETURN QUERY SELECT * FROM duken.missing_return_completed(co, docs);
        WHEN 'return.answered' THEN RETURN QUERY SELECT * FROM duken.missing_return_answered(co, docs);
        WHEN 'sale.tender_corrected' THEN RETURN QUERY SELECT * FROM duken.missing_sale_tender_corrected(co, docs);
        WHEN 'shift.opened' THEN RETURN QUERY SELECT * FROM duken.missing_shift_opened(co, docs);
        WHEN 'shift.closed' THEN RETURN QUERY SELECT * FROM duken.missing_shift_closed(co, docs);
        WHEN 'shift.verified' THEN RETURN QUERY SELECT * FROM duken.missing_shift_verified(co, docs);
        WHEN 'cash.cash_in' THEN RETURN QUERY SELECT * FROM duken.missing_cash_cash_in(co, docs);
        WHEN 'cash.cash_out' THEN RETURN QUERY SELECT * FROM duken.missing_cash_cash_out(co, docs);
        WHEN 'cash.drawer' THEN RETURN QUERY SELECT * FROM duken.missing_cash_drawer(co, docs);
        WHEN 'account.debt_payment' THEN RETURN QUERY SELECT * FROM duken.missing_account_debt_payment(co, docs);
        WHEN 'account.prepayment' THEN RETURN QUERY SELECT * FROM duken.missing_account_prepayment(co, docs);
        WHEN 'account.gift_card' THEN RETURN QUERY SELECT * FROM duken.missing_account_gift_card(co, docs);
        WHEN 'account.points' THEN RETURN QUERY SELECT * FROM duken.missing_account_points(co, docs);
        WHEN 'stock.receipt' THEN RETURN QUERY SELECT * FROM duken.missing_stock_receipt(co, docs);
        WHEN 'stock.write_off' THEN RETURN QUERY SELECT * FROM duken.missing_stock_write_off(co, docs);
        WHEN 'stock.found' THEN RETURN QUERY SELECT * FROM duken.missing_stock_found(co, docs);
        WHEN 'stock.supplier_return' THEN RETURN QUERY SELECT * FROM duken.missing_stock_supplier_return(co, docs);
        WHEN 'stock.opening' THEN RETURN QUERY SELECT * FROM duken.missing_stock_opening(co, docs);
        WHEN 'stock.count' THEN RETURN QUERY SELECT * FROM duken.missing_stock_count(co, docs);
        WHEN 'stock.order' THEN RETURN QUERY SELECT * FROM duken.missing_stock_order(co, docs);
        WHEN 'stock.order_close' THEN RETURN QUERY SELECT * FROM duken.missing_stock_order_close(co, docs);
        WHEN 'stock.undo' THEN RETURN QUERY SELECT * FROM duken.missing_stock_undo(co, docs);
        WHEN 'stock.transfer' THEN RETURN QUERY SELECT * FROM duken.missing_stock_transfer(co, docs);
        WHEN 'stock.transfer_answer' THEN RETURN QUERY SELECT * FROM duken.missing_stock_transfer_answer(co, docs);
        WHEN 'stock.transfer_settlement' THEN RETURN QUERY SELECT * FROM duken.missing_stock_transfer_settlement(co, docs);
        WHEN 'agent_request.asked' THEN RETURN QUERY SELECT * FROM duken.missing_agent_request_asked(co, docs);
        WHEN 'agent_request.answered' THEN RETURN QUERY SELECT * FROM duken.missing_agent_request_answered(co, docs);
        WHEN 'agent_sale.completed' THEN RETURN QUERY SELECT * FROM duken.missing_agent_sale_completed(co, docs);
        WHEN 'agent_refund.completed' THEN RETURN QUERY SELECT * FROM duken.missing_agent_refund_completed(co, docs);
        WHEN 'agent_payment.taken' THEN RETURN QUERY SELECT * FROM duken.missing_agent_payment_taken(co, docs);
        ELSE RETURN;
    END CASE;
END $f$;

CREATE FUNCTION duken.is_there(table_name text, co uuid, wanted uuid) RETURNS boolean
LANGUAGE plpgsql AS $f$
BEGIN
    CASE table_name
        WHEN 'agent' THEN RETURN EXISTS (SELECT 1 FROM duken.agent AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'agent_request' THEN RETURN EXISTS (SELECT 1 FROM duken.agent_request AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'agent_sale' THEN RETURN EXISTS (SELECT 1 FROM duken.agent_sale AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'agent_sale_line' THEN RETURN EXISTS (SELECT 1 FROM duken.agent_sale_line AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'branch' THEN RETURN EXISTS (SELECT 1 FROM duken.branch AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'cash_operation' THEN RETURN EXISTS (SELECT 1 FROM duken.cash_operation AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'customer' THEN RETURN EXISTS (SELECT 1 FROM duken.customer AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'person' THEN RETURN EXISTS (SELECT 1 FROM duken.person AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'product' THEN RETURN EXISTS (SELECT 1 FROM duken.product AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'return_line' THEN RETURN EXISTS (SELECT 1 FROM duken.return_line AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'sale' THEN RETURN EXISTS (SELECT 1 FROM duken.sale AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'sale_line' THEN RETURN EXISTS (SELECT 1 FROM duken.sale_line AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'sale_return' THEN RETURN EXISTS (SELECT 1 FROM duken.sale_return AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'shift' THEN RETURN EXISTS (SELECT 1 FROM duken.shift AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'store' THEN RETURN EXISTS (SELECT 1 FROM duken.store AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'supplier' THEN RETURN EXISTS (SELECT 1 FROM duken.supplier AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'till' THEN RETURN EXISTS (SELECT 1 FROM duken.till AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'transfer' THEN RETURN EXISTS (SELECT 1 FROM duken.transfer AS t WHERE t.company_id = co AND t.id = wanted);
        WHEN 'transfer_line' THEN RETURN EXISTS (SELECT 1 FROM duken.transfer_line AS t WHERE t.company_id = co AND t.id = wanted);
    END CASE;
END $f$;

CREATE FUNCTION duken.apply_kind(kind text, co uuid, ids uuid[], bodies bytea[], docs jsonb[]) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    CASE kind
        WHEN 'sale.completed' THEN PERFORM duken.apply_sale_completed(co, ids, bodies, docs);
        WHEN 'return.completed' THEN PERFORM duken.apply_return_completed(co, ids, bodies, docs);
        WHEN 'return.answered' THEN PERFORM duken.apply_return_answered(co, ids, bodies, docs);
        WHEN 'sale.tender_corrected' THEN PERFORM duken.apply_sale_tender_corrected(co, ids, bodies, docs);
        WHEN 'shift.opened' THEN PERFORM duken.apply_shift_opened(co, ids, bodies, docs);
        WHEN 'shift.closed' THEN PERFORM duken.apply_shift_closed(co, ids, bodies, docs);
        WHEN 'shift.verified' THEN PERFORM duken.apply_shift_verified(co, ids, bodies, docs);
        WHEN 'cash.cash_in' THEN PERFORM duken.apply_cash_cash_in(co, ids, bodies, docs);
        WHEN 'cash.cash_out' THEN PERFORM duken.apply_cash_cash_out(co, ids, bodies, docs);
        WHEN 'cash.drawer' THEN PERFORM duken.apply_cash_drawer(co, ids, bodies, docs);
        WHEN 'account.debt_payment' THEN PERFORM duken.apply_account_debt_payment(co, ids, bodies, docs);
        WHEN 'account.prepayment' THEN PERFORM duken.apply_account_prepayment(co, ids, bodies, docs);
        WHEN 'account.gift_card' THEN PERFORM duken.apply_account_gift_card(co, ids, bodies, docs);
        WHEN 'account.points' THEN PERFORM duken.apply_account_points(co, ids, bodies, docs);
        WHEN 'stock.receipt' THEN PERFORM duken.apply_stock_receipt(co, ids, bodies, docs);
        WHEN 'stock.write_off' THEN PERFORM duken.apply_stock_write_off(co, ids, bodies, docs);
        WHEN 'stock.found' THEN PERFORM duken.apply_stock_found(co, ids, bodies, docs);
        WHEN 'stock.supplier_return' THEN PERFORM duken.apply_stock_supplier_return(co, ids, bodies, docs);
        WHEN 'stock.opening' THEN PERFORM duken.apply_stock_opening(co, ids, bodies, docs);
        WHEN 'stock.count' THEN PERFORM duken.apply_stock_count(co, ids, bodies, docs);
        WHEN 'stock.order' THEN PERFORM duken.apply_stock_order(co, ids, bodies, docs);
        WHEN 'stock.order_close' THEN PERFORM duken.apply_stock_order_close(co, ids, bodies, docs);
        WHEN 'stock.undo' THEN PERFORM duken.apply_stock_undo(co, ids, bodies, docs);
        WHEN 'stock.transfer' THEN PERFORM duken.apply_stock_transfer(co, ids, bodies, docs);
        WHEN 'stock.transfer_answer' THEN PERFORM duken.apply_stock_transfer_answer(co, ids, bodies, docs);
        WHEN 'stock.transfer_settlement' THEN PERFORM duken.apply_stock_transfer_settlement(co, ids, bodies, docs);
        WHEN 'agent_request.asked' THEN PERFORM duken.apply_agent_request_asked(co, ids, bodies, docs);
        WHEN 'agent_request.answered' THEN PERFORM duken.apply_agent_request_answered(co, ids, bodies, docs);
        WHEN 'agent_sale.completed' THEN PERFORM duken.apply_agent_sale_completed(co, ids, bodies, docs);
        WHEN 'agent_refund.completed' THEN PERFORM duken.apply_agent_refund_completed(co, ids, bodies, docs);
        WHEN 'agent_payment.taken' THEN PERFORM duken.apply_agent_payment_taken(co, ids, bodies, docs);
        WHEN 'audit' THEN PERFORM duken.apply_audit(co, ids, bodies, docs);
    END CASE;
END $f$;

CREATE FUNCTION duken.put_cards(table_name text, co uuid, ids uuid[]) RETURNS void
LANGUAGE plpgsql AS $f$
BEGIN
    CASE table_name
        WHEN 'agent' THEN PERFORM duken.put_agent(co, ids);
        WHEN 'bag_lease' THEN PERFORM duken.put_bag_lease(co, ids);
        WHEN 'branch' THEN PERFORM duken.put_branch(co, ids);
        WHEN 'brand' THEN PERFORM duken.put_brand(co, ids);
        WHEN 'category' THEN PERFORM duken.put_category(co, ids);
        WHEN 'company' THEN PERFORM duken.put_company(co, ids);
        WHEN 'customer' THEN PERFORM duken.put_customer(co, ids);
        WHEN 'person' THEN PERFORM duken.put_person(co, ids);
        WHEN 'person_role' THEN PERFORM duken.put_person_role(co, ids);
        WHEN 'price' THEN PERFORM duken.put_price(co, ids);
        WHEN 'price_list' THEN PERFORM duken.put_price_list(co, ids);
        WHEN 'product' THEN PERFORM duken.put_product(co, ids);
        WHEN 'product_code' THEN PERFORM duken.put_product_code(co, ids);
        WHEN 'role' THEN PERFORM duken.put_role(co, ids);
        WHEN 'scale_layout' THEN PERFORM duken.put_scale_layout(co, ids);
        WHEN 'set_part' THEN PERFORM duken.put_set_part(co, ids);
        WHEN 'setting' THEN PERFORM duken.put_setting(co, ids);
        WHEN 'stock_minimum' THEN PERFORM duken.put_stock_minimum(co, ids);
        WHEN 'store' THEN PERFORM duken.put_store(co, ids);
        WHEN 'supplier' THEN PERFORM duken.put_supplier(co, ids);
        WHEN 'tax_rate' THEN PERFORM duken.put_tax_rate(co, ids);
        WHEN 'tile_page' THEN PERFORM duken.put_tile_page(co, ids);
        WHEN 'till' THEN PERFORM duken.put_till(co, ids);
        WHEN 'unit' THEN PERFORM duken.put_unit(co, ids);
    END CASE;
END $f$;

INSERT INTO duken.fact_kind (kind, table_name) VALUES
    ('sale.completed', 'sale'),
    ('return.completed', 'sale_return'),
    ('return.answered', 'return_answer'),
    ('sale.tender_corrected', 'tender_correction'),
    ('shift.opened', 'shift'),
    ('shift.closed', 'shift_closing'),
    ('shift.verified', 'shift_verification'),
    ('cash.cash_in', 'cash_operation'),
    ('cash.cash_out', 'cash_operation'),
    ('cash.drawer', 'cash_operation'),
    ('account.debt_payment', 'account_operation'),
    ('account.prepayment', 'account_operation'),
    ('account.gift_card', 'account_operation'),
    ('account.points', 'account_operation'),
    ('stock.receipt', 'stock_document'),
    ('stock.write_off', 'stock_document'),
    ('stock.found', 'stock_document'),
    ('stock.supplier_return', 'stock_document'),
    ('stock.opening', 'stock_document'),
    ('stock.count', 'stock_document'),
    ('stock.order', 'stock_document'),
    ('stock.order_close', 'stock_document'),
    ('stock.undo', 'stock_document'),
    ('stock.transfer', 'transfer'),
    ('stock.transfer_answer', 'transfer_answer'),
    ('stock.transfer_settlement', 'transfer_settlement'),
    ('agent_request.asked', 'agent_request'),
    ('agent_request.answered', 'agent_request_answer'),
    ('agent_sale.completed', 'agent_sale'),
    ('agent_refund.completed', 'agent_refund'),
    ('agent_payment.taken', 'agent_payment'),
    ('audit', 'audit_entry');
INSERT INTO duken.card_kind (table_name) VALUES
    ('agent'),
    ('bag_lease'),
    ('branch'),
    ('brand'),
    ('category'),
    ('company'),
    ('customer'),
    ('person'),
    ('person_role'),
    ('price'),
    ('price_list'),
    ('product'),
    ('product_code'),
    ('role'),
    ('scale_layout'),
    ('set_part'),
    ('setting'),
    ('stock_minimum'),
    ('store'),
    ('supplier'),
    ('tax_rate'),
    ('tile_page'),
    ('till'),
    ('unit');
