CREATE TABLE transfer (
    id BLOB NOT NULL,
    number VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    branch_id BLOB NOT NULL,
    from_store_id BLOB NOT NULL,
    to_store_id BLOB NOT NULL,
    request_id BLOB,
    note VARCHAR,
    line_count INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer PRIMARY KEY (id),
    CONSTRAINT ck_transfer_purpose CHECK (purpose IN ('store', 'agent', 'return')),
    CONSTRAINT ck_transfer_goes_elsewhere CHECK (from_store_id <> to_store_id),
    CONSTRAINT uq_transfer_number UNIQUE (number),
    CONSTRAINT fk_transfer_from_store_id_store FOREIGN KEY(from_store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_to_store_id_store FOREIGN KEY(to_store_id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_transfer_from ON transfer (from_store_id, business_date)
-- next
CREATE INDEX ix_transfer_to ON transfer (to_store_id, business_date)
-- next
CREATE TABLE transfer_line (
    id BLOB NOT NULL,
    transfer_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    product_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    quantity_milli INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_line PRIMARY KEY (id),
    CONSTRAINT ck_transfer_line_quantity_positive CHECK (quantity_milli > 0),
    CONSTRAINT fk_transfer_line_transfer_id_transfer FOREIGN KEY(transfer_id) REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_transfer_line_report ON transfer_line (transfer_id, product_id, quantity_milli)
-- next
CREATE TABLE transfer_answer (
    id BLOB NOT NULL,
    transfer_id BLOB NOT NULL,
    is_open BOOLEAN NOT NULL,
    line_count INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_answer PRIMARY KEY (id),
    CONSTRAINT uq_transfer_answer_transfer_id UNIQUE (transfer_id),
    CONSTRAINT fk_transfer_answer_transfer_id_transfer FOREIGN KEY(transfer_id) REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_answer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE transfer_answer_line (
    id BLOB NOT NULL,
    answer_id BLOB NOT NULL,
    transfer_line_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    accepted_milli INTEGER NOT NULL,
    back_milli INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_answer_line PRIMARY KEY (id),
    CONSTRAINT ck_transfer_answer_line_not_negative CHECK (accepted_milli >= 0 AND back_milli >= 0),
    CONSTRAINT fk_transfer_answer_line_answer_id_transfer_answer FOREIGN KEY(answer_id) REFERENCES transfer_answer (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_transfer_answer_line_transfer_line_id UNIQUE (transfer_line_id),
    CONSTRAINT fk_transfer_answer_line_transfer_line_id_transfer_line FOREIGN KEY(transfer_line_id) REFERENCES transfer_line (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_answer_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_transfer_answer_line_report ON transfer_answer_line (answer_id, product_id, accepted_milli)
-- next
CREATE TABLE transfer_settlement (
    id BLOB NOT NULL,
    transfer_id BLOB NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_transfer_settlement PRIMARY KEY (id),
    CONSTRAINT ck_transfer_settlement_outcome CHECK (outcome IN ('back', 'lost')),
    CONSTRAINT uq_transfer_settlement_transfer_id UNIQUE (transfer_id),
    CONSTRAINT fk_transfer_settlement_transfer_id_transfer FOREIGN KEY(transfer_id) REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_transfer_settlement_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE agent (
    id BLOB NOT NULL,
    branch_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    commission_ppm INTEGER NOT NULL,
    keeps_commission BOOLEAN NOT NULL,
    price_list_id BLOB,
    deleted_at INTEGER,
    version INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent PRIMARY KEY (id),
    CONSTRAINT ck_agent_commission_is_a_share CHECK (commission_ppm BETWEEN 0 AND 1000000),
    CONSTRAINT fk_agent_id_store FOREIGN KEY(id) REFERENCES store (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_branch_id_branch FOREIGN KEY(branch_id) REFERENCES branch (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT uq_agent_person_id UNIQUE (person_id),
    CONSTRAINT fk_agent_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE bag_lease (
    id BLOB NOT NULL,
    till_id BLOB,
    taken_at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_bag_lease PRIMARY KEY (id),
    CONSTRAINT fk_bag_lease_id_agent FOREIGN KEY(id) REFERENCES agent (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_bag_lease_till_id_till FOREIGN KEY(till_id) REFERENCES till (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE agent_cart_line (
    agent_id BLOB NOT NULL,
    product_id BLOB NOT NULL,
    quantity_milli INTEGER NOT NULL,
    CONSTRAINT pk_agent_cart_line PRIMARY KEY (agent_id, product_id)
)
 WITHOUT ROWID
-- next
CREATE TABLE agent_request (
    id BLOB NOT NULL,
    number VARCHAR NOT NULL,
    agent_id BLOB NOT NULL,
    note VARCHAR,
    line_count INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_request PRIMARY KEY (id),
    CONSTRAINT uq_agent_request_number UNIQUE (number),
    CONSTRAINT fk_agent_request_agent_id_agent FOREIGN KEY(agent_id) REFERENCES agent (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_request_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_request_agent_id ON agent_request (agent_id)
-- next
CREATE TABLE agent_request_line (
    id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    product_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    quantity_milli INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_request_line PRIMARY KEY (id),
    CONSTRAINT ck_agent_request_line_quantity_positive CHECK (quantity_milli > 0),
    CONSTRAINT fk_agent_request_line_request_id_agent_request FOREIGN KEY(request_id) REFERENCES agent_request (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_request_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_request_line_request_id ON agent_request_line (request_id)
-- next
CREATE TABLE agent_request_answer (
    id BLOB NOT NULL,
    request_id BLOB NOT NULL,
    outcome VARCHAR NOT NULL,
    transfer_id BLOB,
    reason VARCHAR,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_request_answer PRIMARY KEY (id),
    CONSTRAINT ck_agent_request_answer_approved_makes_a_transfer CHECK ((outcome = 'approved') = (transfer_id IS NOT NULL)),
    CONSTRAINT uq_agent_request_answer_request_id UNIQUE (request_id),
    CONSTRAINT fk_agent_request_answer_request_id_agent_request FOREIGN KEY(request_id) REFERENCES agent_request (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_request_answer_transfer_id_transfer FOREIGN KEY(transfer_id) REFERENCES transfer (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_request_answer_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE agent_sale (
    id BLOB NOT NULL,
    number VARCHAR NOT NULL,
    agent_id BLOB NOT NULL,
    till_id BLOB NOT NULL,
    currency VARCHAR NOT NULL,
    line_count INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    commission_ppm INTEGER NOT NULL,
    commission_minor INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    is_late BOOLEAN NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_sale PRIMARY KEY (id),
    CONSTRAINT uq_agent_sale_number UNIQUE (number),
    CONSTRAINT fk_agent_sale_agent_id_agent FOREIGN KEY(agent_id) REFERENCES agent (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_sale_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_sale_sums ON agent_sale (agent_id, business_date, total_minor, commission_minor)
-- next
CREATE TABLE agent_sale_line (
    id BLOB NOT NULL,
    sale_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    agent_id BLOB NOT NULL,
    business_date TEXT NOT NULL,
    product_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    tax_ppm INTEGER NOT NULL,
    list_price_minor INTEGER,
    price_minor INTEGER NOT NULL,
    quantity_milli INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_sale_line PRIMARY KEY (id),
    CONSTRAINT ck_agent_sale_line_quantity_positive CHECK (quantity_milli > 0),
    CONSTRAINT ck_agent_sale_line_price_not_negative CHECK (price_minor >= 0),
    CONSTRAINT fk_agent_sale_line_sale_id_agent_sale FOREIGN KEY(sale_id) REFERENCES agent_sale (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_sale_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_sale_line_report ON agent_sale_line (business_date, agent_id, product_id, quantity_milli, net_minor)
-- next
CREATE INDEX ix_agent_sale_line_sale_id ON agent_sale_line (sale_id)
-- next
CREATE TABLE agent_refund (
    id BLOB NOT NULL,
    number VARCHAR NOT NULL,
    sale_id BLOB NOT NULL,
    agent_id BLOB NOT NULL,
    till_id BLOB NOT NULL,
    reason VARCHAR NOT NULL,
    line_count INTEGER NOT NULL,
    total_minor INTEGER NOT NULL,
    commission_minor INTEGER NOT NULL,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_refund PRIMARY KEY (id),
    CONSTRAINT uq_agent_refund_number UNIQUE (number),
    CONSTRAINT fk_agent_refund_sale_id_agent_sale FOREIGN KEY(sale_id) REFERENCES agent_sale (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_refund_agent_id_agent FOREIGN KEY(agent_id) REFERENCES agent (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_refund_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_refund_sale_id ON agent_refund (sale_id)
-- next
CREATE INDEX ix_agent_refund_sums ON agent_refund (agent_id, business_date, total_minor, commission_minor)
-- next
CREATE TABLE agent_refund_line (
    id BLOB NOT NULL,
    refund_id BLOB NOT NULL,
    sale_line_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    agent_id BLOB NOT NULL,
    business_date TEXT NOT NULL,
    product_id BLOB NOT NULL,
    name VARCHAR NOT NULL,
    quantity_milli INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_refund_line PRIMARY KEY (id),
    CONSTRAINT ck_agent_refund_line_quantity_positive CHECK (quantity_milli > 0),
    CONSTRAINT fk_agent_refund_line_refund_id_agent_refund FOREIGN KEY(refund_id) REFERENCES agent_refund (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_refund_line_sale_line_id_agent_sale_line FOREIGN KEY(sale_line_id) REFERENCES agent_sale_line (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_refund_line_product_id_product FOREIGN KEY(product_id) REFERENCES product (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_refund_line_refund_id ON agent_refund_line (refund_id)
-- next
CREATE INDEX ix_agent_refund_line_report ON agent_refund_line (business_date, agent_id, product_id, quantity_milli, net_minor)
-- next
CREATE INDEX ix_agent_refund_line_sale_line_id ON agent_refund_line (sale_line_id)
-- next
CREATE TABLE agent_payment (
    id BLOB NOT NULL,
    number VARCHAR NOT NULL,
    agent_id BLOB NOT NULL,
    tender VARCHAR NOT NULL,
    amount_minor INTEGER NOT NULL,
    note VARCHAR,
    cash_id BLOB,
    person_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    company_id BLOB NOT NULL,
    CONSTRAINT pk_agent_payment PRIMARY KEY (id),
    CONSTRAINT ck_agent_payment_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT ck_agent_payment_tender CHECK (tender IN ('cash', 'card', 'qr')),
    CONSTRAINT ck_agent_payment_cash_is_in_the_drawer CHECK ((tender = 'cash') = (cash_id IS NOT NULL)),
    CONSTRAINT uq_agent_payment_number UNIQUE (number),
    CONSTRAINT fk_agent_payment_agent_id_agent FOREIGN KEY(agent_id) REFERENCES agent (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_payment_cash_id_cash_operation FOREIGN KEY(cash_id) REFERENCES cash_operation (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT fk_agent_payment_person_id_person FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_agent_payment_sums ON agent_payment (agent_id, business_date, amount_minor)
