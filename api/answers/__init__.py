"""Say the shape of every answer, for the OpenAPI document: nothing here is ever made."""
