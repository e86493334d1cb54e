-- Before staff could decide them, cases of an unknown outcome could only be put away. Where the payment is unknown still, its case
-- is open again, under the name that goes with when it became so; what was said of it stays in its words.
UPDATE "payment_cases" c SET
  "dedupe_key" = 'unknown:' || p."id" || ':' || (extract(epoch from p."unknown_since") * 1000)::bigint,
  "detail" = nullif(concat_ws(' · ', c."detail", c."resolution"), ''),
  "resolution" = NULL, "outcome" = NULL, "resolved_at" = NULL, "resolved_by" = NULL
FROM "payments" p WHERE p."id" = c."payment_id" AND c."kind" = 'unknown_outcome' AND p."state" = 'unknown';--> statement-breakpoint
-- And where it is known by now, on a way that did not close it, nobody is asked any more.
UPDATE "payment_cases" c SET "outcome" = 'gateway_answered', "resolved_at" = now()
FROM "payments" p WHERE p."id" = c."payment_id" AND c."kind" = 'unknown_outcome' AND p."state" <> 'unknown' AND c."resolved_at" IS NULL;
