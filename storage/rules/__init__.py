"""Pure rules: functions from values to values, tested as tables."""
