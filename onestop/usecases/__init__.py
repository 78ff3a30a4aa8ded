"""What people and devices can do; each public function is one transaction and writes its facts."""
