CREATE TABLE customer (
    id BLOB NOT NULL, 
    code VARCHAR, 
    name VARCHAR NOT NULL, 
    phone VARCHAR, 
    note VARCHAR, 
    folded VARCHAR NOT NULL, 
    credit_limit_minor INTEGER, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_customer PRIMARY KEY (id)
)
-- next
CREATE TABLE gift_card (
    id BLOB NOT NULL, 
    code VARCHAR NOT NULL, 
    issued_at INTEGER NOT NULL, 
    expires_on TEXT, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_gift_card PRIMARY KEY (id), 
    CONSTRAINT uq_gift_card_code UNIQUE (code)
)
-- next
CREATE TABLE account_balance (
    account VARCHAR NOT NULL, 
    owner_id BLOB NOT NULL, 
    balance_minor INTEGER NOT NULL, 
    CONSTRAINT pk_account_balance PRIMARY KEY (account, owner_id)
)
-- next
CREATE TABLE audit_entry (
    seq INTEGER NOT NULL, 
    at INTEGER NOT NULL, 
    till_id BLOB NOT NULL, 
    person_id BLOB, 
    lender_id BLOB, 
    action VARCHAR NOT NULL, 
    subject_id BLOB, 
    facts VARCHAR NOT NULL, 
    previous_hash BLOB NOT NULL, 
    hash BLOB NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_audit_entry PRIMARY KEY (seq)
)
-- next
CREATE TABLE audit_head (
    id INTEGER NOT NULL, 
    seq INTEGER NOT NULL, 
    hash BLOB NOT NULL, 
    CONSTRAINT pk_audit_head PRIMARY KEY (id), 
    CONSTRAINT ck_audit_head_only_one CHECK (id = 1)
)
-- next
CREATE TABLE category (
    id BLOB NOT NULL, 
    parent_id BLOB, 
    name VARCHAR NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_category PRIMARY KEY (id), 
    CONSTRAINT fk_category_parent_id_category FOREIGN KEY(parent_id) REFERENCES category (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE brand (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_brand PRIMARY KEY (id)
)
-- next
CREATE TABLE unit (
    id BLOB NOT NULL, 
    code VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    decimals INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_unit PRIMARY KEY (id), 
    CONSTRAINT ck_unit_decimals CHECK (decimals BETWEEN 0 AND 3)
)
-- next
CREATE TABLE tax_rate (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    ppm INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_tax_rate PRIMARY KEY (id), 
    CONSTRAINT ck_tax_rate_ppm CHECK (ppm BETWEEN 0 AND 1000000)
)
-- next
CREATE TABLE price_list (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    is_default BOOLEAN NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_price_list PRIMARY KEY (id)
)
-- next
CREATE TABLE scale_layout (
    id BLOB NOT NULL, 
    prefix VARCHAR NOT NULL, 
    item_from INTEGER NOT NULL, 
    item_length INTEGER NOT NULL, 
    value_from INTEGER NOT NULL, 
    value_length INTEGER NOT NULL, 
    value_kind VARCHAR NOT NULL, 
    value_unit INTEGER NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_scale_layout PRIMARY KEY (id), 
    CONSTRAINT ck_scale_layout_value_kind CHECK (value_kind IN ('weight', 'price', 'count'))
)
-- next
CREATE TABLE company (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    currency VARCHAR NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_company PRIMARY KEY (id)
)
-- next
CREATE TABLE branch (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    address VARCHAR, 
    zone VARCHAR NOT NULL, 
    day_change_hour INTEGER NOT NULL, 
    language VARCHAR NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_branch PRIMARY KEY (id)
)
-- next
CREATE TABLE installation (
    id INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    branch_id BLOB NOT NULL, 
    till_id BLOB NOT NULL, 
    database_id BLOB NOT NULL, 
    installed_at INTEGER NOT NULL, 
    CONSTRAINT pk_installation PRIMARY KEY (id), 
    CONSTRAINT ck_installation_only_one CHECK (id = 1)
)
-- next
CREATE TABLE setting (
    id BLOB NOT NULL, 
    branch_id BLOB, 
    "key" VARCHAR NOT NULL, 
    value VARCHAR NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_setting PRIMARY KEY (id)
)
-- next
CREATE TABLE number_series (
    till_id BLOB NOT NULL, 
    kind VARCHAR NOT NULL, 
    prefix VARCHAR NOT NULL, 
    last INTEGER NOT NULL, 
    CONSTRAINT pk_number_series PRIMARY KEY (till_id, kind)
)
-- next
CREATE TABLE print_job (
    id BLOB NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    document_id BLOB NOT NULL, 
    copy INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    body BLOB, 
    problem VARCHAR, 
    created_at INTEGER NOT NULL, 
    sent_at INTEGER, 
    CONSTRAINT pk_print_job PRIMARY KEY (id), 
    CONSTRAINT ck_print_job_state CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'unknown'))
)
-- next
CREATE TABLE drawer_job (
    id BLOB NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    document_id BLOB NOT NULL, 
    state VARCHAR NOT NULL, 
    created_at INTEGER NOT NULL, 
    CONSTRAINT pk_drawer_job PRIMARY KEY (id)
)
-- next
CREATE TABLE outbox (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
    id BLOB NOT NULL, 
    transaction_id BLOB NOT NULL, 
    kind VARCHAR NOT NULL, 
    row_id BLOB NOT NULL, 
    format INTEGER NOT NULL, 
    at INTEGER NOT NULL, 
    body BLOB NOT NULL, 
    sha256 BLOB NOT NULL, 
    CONSTRAINT uq_outbox_id UNIQUE (id)
)
-- next
CREATE TABLE search_entry (
    id INTEGER NOT NULL, 
    product_id BLOB NOT NULL, 
    text VARCHAR NOT NULL, 
    CONSTRAINT pk_search_entry PRIMARY KEY (id), 
    CONSTRAINT uq_search_entry_product_id UNIQUE (product_id)
)
-- next
CREATE TABLE search_word (
    word VARCHAR NOT NULL, 
    uses INTEGER NOT NULL, 
    CONSTRAINT pk_search_word PRIMARY KEY (word)
)
 WITHOUT ROWID
-- next
CREATE TABLE person (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    language VARCHAR, 
    is_owner BOOLEAN NOT NULL, 
    pin_hash VARCHAR NOT NULL, 
    pin_lookup BLOB, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_person PRIMARY KEY (id)
)
-- next
CREATE TABLE role (
    id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    rights VARCHAR NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_role PRIMARY KEY (id)
)
-- next
CREATE TABLE pin_guard (
    owner_id BLOB NOT NULL, 
    failed_count INTEGER NOT NULL, 
    locked_until INTEGER, 
    CONSTRAINT pk_pin_guard PRIMARY KEY (owner_id)
)
-- next
CREATE TABLE stock_level (
    product_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    on_hand_milli INTEGER NOT NULL, 
    CONSTRAINT pk_stock_level PRIMARY KEY (product_id, store_id)
)
 WITHOUT ROWID
-- next
CREATE TABLE account_entry (
    id BLOB NOT NULL, 
    account VARCHAR NOT NULL, 
    owner_id BLOB NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    document_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    person_id BLOB NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_account_entry PRIMARY KEY (id), 
    CONSTRAINT ck_account_entry_account CHECK (account IN ('debt', 'points', 'prepayment', 'gift_card')), 
    CONSTRAINT ck_account_entry_not_nothing CHECK (amount_minor <> 0), 
    CONSTRAINT fk_account_entry_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE product (
    id BLOB NOT NULL, 
    kind VARCHAR NOT NULL, 
    name VARCHAR NOT NULL, 
    article VARCHAR, 
    category_id BLOB, 
    brand_id BLOB, 
    unit_id BLOB NOT NULL, 
    tax_rate_id BLOB, 
    scale_code INTEGER, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_product PRIMARY KEY (id), 
    CONSTRAINT ck_product_kind CHECK (kind IN ('goods', 'service', 'set')), 
    CONSTRAINT fk_product_category_id_category FOREIGN KEY(category_id) REFERENCES category (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_product_brand_id_brand FOREIGN KEY(brand_id) REFERENCES brand (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_product_unit_id_unit FOREIGN KEY(unit_id) REFERENCES unit (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_product_tax_rate_id_tax_rate FOREIGN KEY(tax_rate_id) REFERENCES tax_rate (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE person_role (
    id BLOB NOT NULL, 
    person_id BLOB NOT NULL, 
    role_id BLOB NOT NULL, 
    branch_id BLOB, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_person_role PRIMARY KEY (id), 
    CONSTRAINT fk_person_role_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_person_role_role_id_role FOREIGN KEY(role_id) REFERENCES role (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE recovery (
    id BLOB NOT NULL, 
    person_id BLOB NOT NULL, 
    code_hash VARCHAR NOT NULL, 
    created_at INTEGER NOT NULL, 
    used_at INTEGER, 
    CONSTRAINT pk_recovery PRIMARY KEY (id), 
    CONSTRAINT fk_recovery_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE loan (
    id BLOB NOT NULL, 
    "right" VARCHAR NOT NULL, 
    lender_id BLOB NOT NULL, 
    borrower_id BLOB NOT NULL, 
    expires_at INTEGER NOT NULL, 
    used_at INTEGER, 
    CONSTRAINT pk_loan PRIMARY KEY (id), 
    CONSTRAINT ck_loan_two_people CHECK (lender_id <> borrower_id), 
    CONSTRAINT fk_loan_lender_id_person FOREIGN KEY(lender_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_loan_borrower_id_person FOREIGN KEY(borrower_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE store (
    id BLOB NOT NULL, 
    branch_id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_store PRIMARY KEY (id), 
    CONSTRAINT fk_store_branch_id_branch FOREIGN KEY(branch_id) REFERENCES branch (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE product_code (
    id BLOB NOT NULL, 
    product_id BLOB NOT NULL, 
    code VARCHAR NOT NULL, 
    package_name VARCHAR, 
    quantity_milli INTEGER NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_product_code PRIMARY KEY (id), 
    CONSTRAINT ck_product_code_quantity_positive CHECK (quantity_milli > 0), 
    CONSTRAINT fk_product_code_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE price (
    id BLOB NOT NULL, 
    product_id BLOB NOT NULL, 
    price_list_id BLOB NOT NULL, 
    price_minor INTEGER NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_price PRIMARY KEY (id), 
    CONSTRAINT ck_price_not_negative CHECK (price_minor >= 0), 
    CONSTRAINT fk_price_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_price_price_list_id_price_list FOREIGN KEY(price_list_id) REFERENCES price_list (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE set_part (
    id BLOB NOT NULL, 
    set_id BLOB NOT NULL, 
    product_id BLOB NOT NULL, 
    quantity_milli INTEGER NOT NULL, 
    deleted_at INTEGER, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_set_part PRIMARY KEY (id), 
    CONSTRAINT ck_set_part_quantity_positive CHECK (quantity_milli > 0), 
    CONSTRAINT fk_set_part_set_id_product FOREIGN KEY(set_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_set_part_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE till (
    id BLOB NOT NULL, 
    branch_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    prefix VARCHAR NOT NULL, 
    version INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_till PRIMARY KEY (id), 
    CONSTRAINT fk_till_branch_id_branch FOREIGN KEY(branch_id) REFERENCES branch (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_till_store_id_store FOREIGN KEY(store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE stock_document (
    id BLOB NOT NULL, 
    number VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    branch_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    reason VARCHAR NOT NULL, 
    line_count INTEGER NOT NULL, 
    person_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_stock_document PRIMARY KEY (id), 
    CONSTRAINT ck_stock_document_kind CHECK (kind IN ('receipt', 'write_off', 'found')), 
    CONSTRAINT uq_stock_document_number UNIQUE (number), 
    CONSTRAINT fk_stock_document_store_id_store FOREIGN KEY(store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_stock_document_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE stock_movement (
    document_id BLOB NOT NULL, 
    id BLOB NOT NULL, 
    product_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    quantity_milli INTEGER NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    line_id BLOB, 
    occurred_at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_stock_movement PRIMARY KEY (document_id, id), 
    CONSTRAINT ck_stock_movement_not_nothing CHECK (quantity_milli <> 0), 
    CONSTRAINT fk_stock_movement_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_stock_movement_store_id_store FOREIGN KEY(store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID
-- next
CREATE TABLE shift (
    id BLOB NOT NULL, 
    branch_id BLOB NOT NULL, 
    till_id BLOB NOT NULL, 
    number INTEGER NOT NULL, 
    state VARCHAR NOT NULL, 
    float_minor INTEGER NOT NULL, 
    opened_at INTEGER NOT NULL, 
    opened_by BLOB NOT NULL, 
    business_date TEXT NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_shift PRIMARY KEY (id), 
    CONSTRAINT fk_shift_branch_id_branch FOREIGN KEY(branch_id) REFERENCES branch (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_shift_till_id_till FOREIGN KEY(till_id) REFERENCES till (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_shift_opened_by_person FOREIGN KEY(opened_by) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE account_operation (
    id BLOB NOT NULL, 
    number VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    owner_id BLOB NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    reason VARCHAR, 
    branch_id BLOB NOT NULL, 
    shift_id BLOB, 
    person_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_account_operation PRIMARY KEY (id), 
    CONSTRAINT ck_account_operation_not_nothing CHECK (amount_minor <> 0), 
    CONSTRAINT uq_account_operation_number UNIQUE (number), 
    CONSTRAINT fk_account_operation_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_account_operation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE shift_closing (
    id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    expected_minor INTEGER NOT NULL, 
    counted_minor INTEGER NOT NULL, 
    difference_minor INTEGER NOT NULL, 
    reason VARCHAR, 
    audit_head BLOB NOT NULL, 
    report BLOB NOT NULL, 
    closed_at INTEGER NOT NULL, 
    closed_by BLOB NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_shift_closing PRIMARY KEY (id), 
    CONSTRAINT uq_shift_closing_shift_id UNIQUE (shift_id), 
    CONSTRAINT fk_shift_closing_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_shift_closing_closed_by_person FOREIGN KEY(closed_by) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE shift_count (
    id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    denomination_minor INTEGER NOT NULL, 
    pieces INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_shift_count PRIMARY KEY (id), 
    CONSTRAINT ck_shift_count_pieces_positive CHECK (pieces > 0), 
    CONSTRAINT fk_shift_count_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE shift_verification (
    id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    verified_minor INTEGER NOT NULL, 
    note VARCHAR, 
    at INTEGER NOT NULL, 
    person_id BLOB NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_shift_verification PRIMARY KEY (id), 
    CONSTRAINT fk_shift_verification_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_shift_verification_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE cash_entry (
    id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    kind VARCHAR NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    document_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    person_id BLOB NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_cash_entry PRIMARY KEY (id), 
    CONSTRAINT ck_cash_entry_kind CHECK (kind IN ('float', 'tendered', 'change', 'refund', 'cash_in', 'cash_out', 'correction')), 
    CONSTRAINT ck_cash_entry_not_nothing CHECK (amount_minor <> 0), 
    CONSTRAINT fk_cash_entry_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_cash_entry_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE cash_operation (
    id BLOB NOT NULL, 
    number VARCHAR NOT NULL, 
    kind VARCHAR NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    reason VARCHAR NOT NULL, 
    shift_id BLOB NOT NULL, 
    person_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_cash_operation PRIMARY KEY (id), 
    CONSTRAINT ck_cash_operation_kind CHECK (kind IN ('cash_in', 'cash_out', 'drawer')), 
    CONSTRAINT uq_cash_operation_number UNIQUE (number), 
    CONSTRAINT fk_cash_operation_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_cash_operation_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE sale (
    id BLOB NOT NULL, 
    number VARCHAR, 
    state VARCHAR NOT NULL, 
    branch_id BLOB NOT NULL, 
    till_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    shift_id BLOB, 
    person_id BLOB NOT NULL, 
    customer_id BLOB, 
    price_list_id BLOB NOT NULL, 
    currency VARCHAR NOT NULL, 
    opened_at INTEGER NOT NULL, 
    completed_at INTEGER, 
    business_date TEXT, 
    label VARCHAR, 
    line_count INTEGER NOT NULL, 
    next_position INTEGER NOT NULL, 
    revision INTEGER NOT NULL, 
    gross_minor INTEGER NOT NULL, 
    line_discount_minor INTEGER NOT NULL, 
    receipt_discount_ppm INTEGER NOT NULL, 
    receipt_discount_minor INTEGER NOT NULL, 
    receipt_discount_asked_minor INTEGER NOT NULL, 
    discount_allowed_ppm INTEGER NOT NULL, 
    rounding_minor INTEGER NOT NULL, 
    tax_minor INTEGER NOT NULL, 
    total_minor INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_sale PRIMARY KEY (id), 
    CONSTRAINT ck_sale_state CHECK (state IN ('open', 'parked', 'completed', 'void')), 
    CONSTRAINT uq_sale_number UNIQUE (number), 
    CONSTRAINT fk_sale_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_customer_id_customer FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_price_list_id_price_list FOREIGN KEY(price_list_id) REFERENCES price_list (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE payment (
    id BLOB NOT NULL, 
    document_kind VARCHAR NOT NULL, 
    document_id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    tender VARCHAR NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    tendered_minor INTEGER NOT NULL, 
    rounding_minor INTEGER NOT NULL, 
    owner_id BLOB, 
    reference VARCHAR, 
    origin_id BLOB, 
    correction_id BLOB, 
    at INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_payment PRIMARY KEY (id), 
    CONSTRAINT ck_payment_tender CHECK (tender IN ('cash', 'card', 'qr', 'debt', 'points', 'gift_card', 'prepayment', 'exchange')), 
    CONSTRAINT fk_payment_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE sale_return (
    id BLOB NOT NULL, 
    number VARCHAR NOT NULL, 
    branch_id BLOB NOT NULL, 
    till_id BLOB NOT NULL, 
    store_id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    person_id BLOB NOT NULL, 
    customer_id BLOB, 
    exchange_sale_id BLOB, 
    currency VARCHAR NOT NULL, 
    reason VARCHAR NOT NULL, 
    with_receipt BOOLEAN NOT NULL, 
    at INTEGER NOT NULL, 
    business_date TEXT NOT NULL, 
    line_count INTEGER NOT NULL, 
    rounding_minor INTEGER NOT NULL, 
    tax_minor INTEGER NOT NULL, 
    total_minor INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_sale_return PRIMARY KEY (id), 
    CONSTRAINT uq_sale_return_number UNIQUE (number), 
    CONSTRAINT fk_sale_return_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_return_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_return_customer_id_customer FOREIGN KEY(customer_id) REFERENCES customer (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE sale_line (
    id BLOB NOT NULL, 
    sale_id BLOB NOT NULL, 
    position INTEGER NOT NULL, 
    revision INTEGER NOT NULL, 
    removed BOOLEAN NOT NULL, 
    product_id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    unit VARCHAR NOT NULL, 
    code VARCHAR, 
    tax_ppm INTEGER NOT NULL, 
    list_price_minor INTEGER, 
    price_minor INTEGER NOT NULL, 
    quantity_milli INTEGER NOT NULL, 
    weight_source VARCHAR, 
    gross_minor INTEGER NOT NULL, 
    discount_ppm INTEGER NOT NULL, 
    discount_minor INTEGER NOT NULL, 
    shared_discount_minor INTEGER NOT NULL, 
    net_minor INTEGER NOT NULL, 
    tax_minor INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_sale_line PRIMARY KEY (id), 
    CONSTRAINT ck_sale_line_quantity_positive CHECK (quantity_milli > 0), 
    CONSTRAINT fk_sale_line_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_sale_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID
-- next
CREATE TABLE pending_payment (
    id BLOB NOT NULL, 
    sale_id BLOB NOT NULL, 
    tender VARCHAR NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    tendered_minor INTEGER NOT NULL, 
    owner_id BLOB, 
    reference VARCHAR, 
    CONSTRAINT pk_pending_payment PRIMARY KEY (id), 
    CONSTRAINT fk_pending_payment_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE tender_correction (
    id BLOB NOT NULL, 
    number VARCHAR NOT NULL, 
    sale_id BLOB NOT NULL, 
    shift_id BLOB NOT NULL, 
    from_tender VARCHAR NOT NULL, 
    to_tender VARCHAR NOT NULL, 
    amount_minor INTEGER NOT NULL, 
    reason VARCHAR NOT NULL, 
    person_id BLOB NOT NULL, 
    at INTEGER NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_tender_correction PRIMARY KEY (id), 
    CONSTRAINT ck_tender_correction_amount_positive CHECK (amount_minor > 0), 
    CONSTRAINT uq_tender_correction_number UNIQUE (number), 
    CONSTRAINT fk_tender_correction_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_tender_correction_shift_id_shift FOREIGN KEY(shift_id) REFERENCES shift (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_tender_correction_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE return_line (
    id BLOB NOT NULL, 
    return_id BLOB NOT NULL, 
    position INTEGER NOT NULL, 
    sale_id BLOB, 
    sale_line_id BLOB, 
    product_id BLOB NOT NULL, 
    name VARCHAR NOT NULL, 
    unit VARCHAR NOT NULL, 
    tax_ppm INTEGER NOT NULL, 
    price_minor INTEGER NOT NULL, 
    quantity_milli INTEGER NOT NULL, 
    gross_minor INTEGER NOT NULL, 
    discount_minor INTEGER NOT NULL, 
    net_minor INTEGER NOT NULL, 
    tax_minor INTEGER NOT NULL, 
    to_stock BOOLEAN NOT NULL, 
    company_id BLOB NOT NULL, 
    CONSTRAINT pk_return_line PRIMARY KEY (id), 
    CONSTRAINT ck_return_line_quantity_positive CHECK (quantity_milli > 0), 
    CONSTRAINT fk_return_line_return_id_sale_return FOREIGN KEY(return_id) REFERENCES sale_return (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_return_line_sale_id_sale FOREIGN KEY(sale_id) REFERENCES sale (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_return_line_sale_line_id_sale_line FOREIGN KEY(sale_line_id) REFERENCES sale_line (id) DEFERRABLE INITIALLY DEFERRED, 
    CONSTRAINT fk_return_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE VIRTUAL TABLE search_gram USING fts5(text, content='search_entry', content_rowid='id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)
-- next
CREATE INDEX ix_customer_code ON customer (code)
-- next
CREATE INDEX ix_customer_phone ON customer (phone)
-- next
CREATE INDEX ix_customer_name ON customer (name)
-- next
CREATE INDEX ix_category_parent_id ON category (parent_id)
-- next
CREATE UNIQUE INDEX uq_setting_key ON setting (company_id, "key", branch_id)
-- next
CREATE INDEX ix_print_job_document ON print_job (document_id)
-- next
CREATE INDEX ix_print_job_waiting ON print_job (state) WHERE state <> 'sent'
-- next
CREATE INDEX ix_drawer_job_waiting ON drawer_job (state) WHERE state <> 'sent'
-- next
CREATE INDEX ix_person_pin_lookup ON person (pin_lookup)
-- next
CREATE INDEX ix_account_entry_owner_id ON account_entry (owner_id)
-- next
CREATE INDEX ix_product_article ON product (article) WHERE article IS NOT NULL
-- next
CREATE INDEX ix_product_scale_code ON product (scale_code) WHERE scale_code IS NOT NULL
-- next
CREATE INDEX ix_person_role_person_id ON person_role (person_id)
-- next
CREATE INDEX ix_product_code_code ON product_code (code)
-- next
CREATE INDEX ix_product_code_product_id ON product_code (product_id)
-- next
CREATE UNIQUE INDEX uq_price_product ON price (product_id, price_list_id)
-- next
CREATE INDEX ix_set_part_set_id ON set_part (set_id)
-- next
CREATE UNIQUE INDEX uq_shift_open ON shift (till_id) WHERE state = 'open'
-- next
CREATE INDEX ix_account_operation_shift_id ON account_operation (shift_id)
-- next
CREATE INDEX ix_shift_count_shift_id ON shift_count (shift_id)
-- next
CREATE INDEX ix_shift_verification_shift_id ON shift_verification (shift_id)
-- next
CREATE INDEX ix_cash_entry_shift_id ON cash_entry (shift_id)
-- next
CREATE INDEX ix_cash_operation_shift_id ON cash_operation (shift_id)
-- next
CREATE INDEX ix_sale_shift_id ON sale (shift_id)
-- next
CREATE INDEX ix_sale_drafts ON sale (till_id, state) WHERE state IN ('open', 'parked')
-- next
CREATE INDEX ix_sale_customer ON sale (customer_id) WHERE customer_id IS NOT NULL
-- next
CREATE INDEX ix_payment_document_id ON payment (document_id)
-- next
CREATE INDEX ix_payment_origin ON payment (origin_id) WHERE origin_id IS NOT NULL
-- next
CREATE INDEX ix_payment_shift_id ON payment (shift_id)
-- next
CREATE INDEX ix_sale_return_shift_id ON sale_return (shift_id)
-- next
CREATE INDEX ix_sale_line_sale ON sale_line (sale_id, product_id)
-- next
CREATE INDEX ix_pending_payment_sale_id ON pending_payment (sale_id)
-- next
CREATE INDEX ix_tender_correction_shift_id ON tender_correction (shift_id)
-- next
CREATE INDEX ix_tender_correction_sale_id ON tender_correction (sale_id)
-- next
CREATE INDEX ix_return_line_sale_line_id ON return_line (sale_line_id)
-- next
CREATE INDEX ix_return_line_return_id ON return_line (return_id)
-- next
CREATE TRIGGER account_entry_no_update BEFORE UPDATE ON account_entry  BEGIN SELECT RAISE(ABORT, 'account_entry: a fact is never edited'); END
-- next
CREATE TRIGGER account_entry_no_delete BEFORE DELETE ON account_entry  BEGIN SELECT RAISE(ABORT, 'account_entry: a fact is never edited'); END
-- next
CREATE TRIGGER account_operation_no_update BEFORE UPDATE ON account_operation  BEGIN SELECT RAISE(ABORT, 'account_operation: a fact is never edited'); END
-- next
CREATE TRIGGER account_operation_no_delete BEFORE DELETE ON account_operation  BEGIN SELECT RAISE(ABORT, 'account_operation: a fact is never edited'); END
-- next
CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry  BEGIN SELECT RAISE(ABORT, 'audit_entry: a fact is never edited'); END
-- next
CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry  BEGIN SELECT RAISE(ABORT, 'audit_entry: a fact is never edited'); END
-- next
CREATE TRIGGER cash_entry_no_update BEFORE UPDATE ON cash_entry  BEGIN SELECT RAISE(ABORT, 'cash_entry: a fact is never edited'); END
-- next
CREATE TRIGGER cash_entry_no_delete BEFORE DELETE ON cash_entry  BEGIN SELECT RAISE(ABORT, 'cash_entry: a fact is never edited'); END
-- next
CREATE TRIGGER cash_operation_no_update BEFORE UPDATE ON cash_operation  BEGIN SELECT RAISE(ABORT, 'cash_operation: a fact is never edited'); END
-- next
CREATE TRIGGER cash_operation_no_delete BEFORE DELETE ON cash_operation  BEGIN SELECT RAISE(ABORT, 'cash_operation: a fact is never edited'); END
-- next
CREATE TRIGGER payment_no_update BEFORE UPDATE ON payment  BEGIN SELECT RAISE(ABORT, 'payment: a fact is never edited'); END
-- next
CREATE TRIGGER payment_no_delete BEFORE DELETE ON payment  BEGIN SELECT RAISE(ABORT, 'payment: a fact is never edited'); END
-- next
CREATE TRIGGER return_line_no_update BEFORE UPDATE ON return_line  BEGIN SELECT RAISE(ABORT, 'return_line: a fact is never edited'); END
-- next
CREATE TRIGGER return_line_no_delete BEFORE DELETE ON return_line  BEGIN SELECT RAISE(ABORT, 'return_line: a fact is never edited'); END
-- next
CREATE TRIGGER sale_return_no_update BEFORE UPDATE ON sale_return  BEGIN SELECT RAISE(ABORT, 'sale_return: a fact is never edited'); END
-- next
CREATE TRIGGER sale_return_no_delete BEFORE DELETE ON sale_return  BEGIN SELECT RAISE(ABORT, 'sale_return: a fact is never edited'); END
-- next
CREATE TRIGGER shift_closing_no_update BEFORE UPDATE ON shift_closing  BEGIN SELECT RAISE(ABORT, 'shift_closing: a fact is never edited'); END
-- next
CREATE TRIGGER shift_closing_no_delete BEFORE DELETE ON shift_closing  BEGIN SELECT RAISE(ABORT, 'shift_closing: a fact is never edited'); END
-- next
CREATE TRIGGER shift_count_no_update BEFORE UPDATE ON shift_count  BEGIN SELECT RAISE(ABORT, 'shift_count: a fact is never edited'); END
-- next
CREATE TRIGGER shift_count_no_delete BEFORE DELETE ON shift_count  BEGIN SELECT RAISE(ABORT, 'shift_count: a fact is never edited'); END
-- next
CREATE TRIGGER shift_verification_no_update BEFORE UPDATE ON shift_verification  BEGIN SELECT RAISE(ABORT, 'shift_verification: a fact is never edited'); END
-- next
CREATE TRIGGER shift_verification_no_delete BEFORE DELETE ON shift_verification  BEGIN SELECT RAISE(ABORT, 'shift_verification: a fact is never edited'); END
-- next
CREATE TRIGGER stock_document_no_update BEFORE UPDATE ON stock_document  BEGIN SELECT RAISE(ABORT, 'stock_document: a fact is never edited'); END
-- next
CREATE TRIGGER stock_document_no_delete BEFORE DELETE ON stock_document  BEGIN SELECT RAISE(ABORT, 'stock_document: a fact is never edited'); END
-- next
CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement  BEGIN SELECT RAISE(ABORT, 'stock_movement: a fact is never edited'); END
-- next
CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement  BEGIN SELECT RAISE(ABORT, 'stock_movement: a fact is never edited'); END
-- next
CREATE TRIGGER tender_correction_no_update BEFORE UPDATE ON tender_correction  BEGIN SELECT RAISE(ABORT, 'tender_correction: a fact is never edited'); END
-- next
CREATE TRIGGER tender_correction_no_delete BEFORE DELETE ON tender_correction  BEGIN SELECT RAISE(ABORT, 'tender_correction: a fact is never edited'); END
-- next
CREATE TRIGGER sale_no_update BEFORE UPDATE ON sale WHEN OLD.state IN ('completed', 'void') BEGIN SELECT RAISE(ABORT, 'sale: a fact is never edited'); END
-- next
CREATE TRIGGER sale_no_delete BEFORE DELETE ON sale  BEGIN SELECT RAISE(ABORT, 'sale: a fact is never edited'); END
-- next
CREATE TRIGGER sale_line_no_update BEFORE UPDATE ON sale_line WHEN (SELECT state FROM sale WHERE id = OLD.sale_id) IN ('completed', 'void') BEGIN SELECT RAISE(ABORT, 'sale_line: a fact is never edited'); END
-- next
CREATE TRIGGER sale_line_no_delete BEFORE DELETE ON sale_line  BEGIN SELECT RAISE(ABORT, 'sale_line: a fact is never edited'); END
-- next
CREATE TRIGGER outbox_no_update BEFORE UPDATE ON outbox WHEN OLD.body <> NEW.body OR OLD.sha256 <> NEW.sha256 BEGIN SELECT RAISE(ABORT, 'outbox: a fact is never edited'); END
-- next
CREATE TRIGGER shift_no_reopening BEFORE UPDATE ON shift WHEN OLD.state = 'closed' BEGIN SELECT RAISE(ABORT, 'shift: a fact is never edited'); END
-- next
CREATE TRIGGER shift_no_delete BEFORE DELETE ON shift  BEGIN SELECT RAISE(ABORT, 'shift: a fact is never edited'); END
