"""The registers of one shape: a declarative description each, and the screens, rules and exports they share."""
