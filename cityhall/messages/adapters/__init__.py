"""The world outside: gateways for messages, fonts and PDF for papers. No database."""
