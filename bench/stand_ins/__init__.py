"""Platforms with nothing behind them: answers made beforehand, so that only our own side is measured."""
