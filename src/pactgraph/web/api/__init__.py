"""What programs are told of the site: the page for them, and the OpenAPI document."""
