"""What is done with stock: documents, stores."""
