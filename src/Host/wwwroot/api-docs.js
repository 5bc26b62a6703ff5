// The API's reference. The token typed under "Authorize" stays in this tab.
SwaggerUIBundle({
  url: '/openapi/v1.json',
  dom_id: '#api',
  deepLinking: true,
  tryItOutEnabled: true,
  filter: true,
  validatorUrl: null,
});
