"""A dossier on its applicant's phone, by the receipt's code: one small document, the secret never in an address."""
