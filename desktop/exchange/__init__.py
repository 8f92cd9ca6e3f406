"""What travels: ledgers in and out of Excel, bundles between offices and teams; what is likely the same household."""
