"""A paper photographed with one's own phone: the page behind the QR a counter or a kiosk shows."""
