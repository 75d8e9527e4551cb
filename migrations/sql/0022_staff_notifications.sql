-- Those who manage reports are notified of them; one notification a report.

ALTER TABLE notifications ADD COLUMN report_id BIGINT REFERENCES reports (id) ON DELETE CASCADE;
CREATE INDEX notifications_by_report ON notifications (report_id) WHERE report_id IS NOT NULL;
DROP INDEX notifications_act;
CREATE UNIQUE INDEX notifications_act ON notifications
    (from_account_id, account_id, kind, COALESCE(status_id, 0), COALESCE(collection_id, 0), COALESCE(report_id, 0));
