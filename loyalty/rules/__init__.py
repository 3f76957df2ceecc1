"""What loyalty counts and decides: programmes, cards, members' facts, tiers, figures. Pure."""
