"""How the program touches the world: drivers that know nothing about selling."""
