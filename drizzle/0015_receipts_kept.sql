-- What was issued stays as it was issued: a receipt is never changed, and none is missing from the numbers.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON receipts FOR EACH ROW EXECUTE FUNCTION refuse_change();
