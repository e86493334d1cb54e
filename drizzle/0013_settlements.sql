CREATE TABLE "gateway_customers" (
	"user_id" uuid NOT NULL,
	"gateway" text NOT NULL,
	"reference" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settlement_balances" (
	"gateway" text NOT NULL,
	"currency" text NOT NULL,
	"held" numeric(38, 0) NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settlement_lines" (
	"id" uuid PRIMARY KEY NOT NULL,
	"gateway" text NOT NULL,
	"line" text NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"reference" text,
	"amount" numeric(38, 0) NOT NULL,
	"currency" text NOT NULL,
	"kept" numeric(38, 0) NOT NULL,
	"kept_currency" text NOT NULL,
	"fee" numeric(38, 0) NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"available_at" timestamp (3) with time zone,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscription_charges" (
	"gateway" text NOT NULL,
	"external_id" text NOT NULL,
	"payment_id" uuid NOT NULL,
	"is_first" boolean NOT NULL,
	"paid_until" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "subscription_charges" ADD CONSTRAINT "subscription_charges_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "gateway_customers_user" ON "gateway_customers" USING btree ("user_id","gateway");--> statement-breakpoint
CREATE UNIQUE INDEX "settlement_balances_currency" ON "settlement_balances" USING btree ("gateway","currency");--> statement-breakpoint
CREATE UNIQUE INDEX "settlement_lines_line" ON "settlement_lines" USING btree ("gateway","line");--> statement-breakpoint
CREATE INDEX "settlement_lines_movement" ON "settlement_lines" USING btree ("gateway","kind","external_id");--> statement-breakpoint
CREATE INDEX "settlement_lines_occurred" ON "settlement_lines" USING btree ("occurred_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscription_charges_external" ON "subscription_charges" USING btree ("gateway","external_id");--> statement-breakpoint
-- What was promised back before promises were booked: owed from now on, until it is gone.
WITH promised AS (
	SELECT gen_random_uuid() AS transaction_id, r.* FROM "refunds" r WHERE r.state IN ('requested', 'pending', 'unknown')
), booked AS (
	INSERT INTO "ledger_transactions" ("id", "dedupe_key", "kind", "order_id", "payment_id", "at")
	SELECT transaction_id, 'refund_granted:' || id, 'refund_granted', order_id, payment_id, created_at FROM promised
	RETURNING "id"
)
INSERT INTO "ledger_entries" ("id", "transaction_id", "account", "currency", "amount")
SELECT gen_random_uuid(), transaction_id, 'customer_prepaid', currency, amount FROM promised
UNION ALL
SELECT gen_random_uuid(), transaction_id, 'refunds_payable', currency, -amount FROM promised;
