"""Stock: levels with the layers behind each figure, movements, documents."""
