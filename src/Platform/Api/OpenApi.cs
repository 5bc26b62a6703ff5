using System.Text.Json;
using System.Text.Json.Nodes;
using Crm.Platform.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Crm.Platform.Api;

/// <summary>/openapi/v1.json: what the endpoints say of themselves, and what holds for all of them.</summary>
internal static class OpenApi
{
    const string Scheme = "token";
    const string Problem = "Problem";

    public static IServiceCollection AddCrmOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", o =>
    {
        o.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        o.AddDocumentTransformer((document, _, _) => { Describe(document); return Task.CompletedTask; });
        o.AddOperationTransformer((operation, context, _) => { Describe(operation, context); return Task.CompletedTask; });
        o.AddSchemaTransformer((schema, context, _) => { Describe(schema, context.JsonTypeInfo.Type); return Task.CompletedTask; });
    });

    public static void MapCrmOpenApi(this IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CRM",
            Version = "v1",
            Description = "Sign in with a personal token: `Authorization: Bearer ...`. Lists take `limit` (1-200) and `cursor` and answer `{ items, nextCursor }`. "
                + "A change needs `If-Match` with the `ETag` that was read; steps that may be taken without it, such as those of a ticket, check it when it is sent. A creating POST honours `Idempotency-Key` for 24 hours. Refusals are Problem Details (RFC 9457).",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A personal API token." };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Problem] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "Problem Details (RFC 9457).",
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("Kind of problem."),
                ["title"] = Text("The problem in a few words, in the reader's language."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What to do about it."),
                ["code"] = Text("Name of the broken rule, the same in every language."),
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Object, Description = "Messages by field.", AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text(null) } },
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
    }

    static void Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var api = context.Description;
        var metadata = api.ActionDescriptor.EndpointMetadata;
        operation.Responses ??= [];
        void Refuses(int status, string why)
        {
            if (operation.Responses.ContainsKey($"{status}")) return;
            operation.Responses[$"{status}"] = new OpenApiResponse
            {
                Description = why,
                Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Problem, context.Document) } },
            };
        }

        Refuses(401, "No token, or one that is unknown, expired or revoked.");
        if (metadata.OfType<AuthorizeAttribute>().Select(a => a.Policy).FirstOrDefault(p => p?.StartsWith(NeedsAttribute.PolicyPrefix, StringComparison.Ordinal) == true) is { } policy)
            Refuses(403, $"Needs the right {policy[NeedsAttribute.PolicyPrefix.Length..]}.");
        if (api.RelativePath!.Contains('{', StringComparison.Ordinal)) Refuses(404, "Does not exist, or not for this reader.");
        if (operation.RequestBody is not null) Refuses(400, "The body is no JSON.");
        if (operation.RequestBody is not null || operation.Parameters?.Count > 0) Refuses(422, "A field is wrong, or a rule forbids it; see errors.");
        Refuses(429, "Too many requests; see Retry-After.");

        operation.Parameters ??= [];
        if (metadata.OfType<CreatesMetadata>().Any())
        {
            operation.Parameters.Add(new OpenApiParameter { Name = Idempotency.Header, In = ParameterLocation.Header, Description = "Any text of your own (at most 200 characters). The same key with the same request is answered again, not done again.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 } });
            Refuses(409, "A likely duplicate (see existing), or the same request is just being carried out (see Retry-After).");
        }
        bool Takes<T>() => metadata.OfType<System.Reflection.MethodInfo>().Any(m => m.GetParameters().Any(p => p.ParameterType == typeof(T)));
        if (Takes<IfMatch>() is var demanded && (demanded || Takes<IfMatchSent>()))
        {
            operation.Parameters.Add(new OpenApiParameter { Name = "If-Match", In = ParameterLocation.Header, Required = demanded, Description = "The ETag of the row as it was read." + (demanded ? "" : " May be left out; when it is sent, the step is taken only on that version."), Schema = Text(null) });
            Refuses(412, "The row has changed since it was read.");
            if (demanded) Refuses(428, "If-Match is missing.");
        }
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            if (parameter.Name == "limit") (parameter.Description, parameter.Schema) = ("Rows of the answer.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{PageQuery.Most}", Default = PageQuery.Default });
            if (parameter.Name == "cursor") parameter.Description = "nextCursor of the answer before.";
            if (parameter.Name == "allowDuplicate") parameter.Description = "Create it although it looks like one that exists.";
        }
    }

    static void Describe(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(DateTimeOffset)) (schema.Type, schema.Format) = (JsonSchemaType.String | (plain == type ? 0 : JsonSchemaType.Null), "date-time");
        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(Snake<>))
        {
            schema.Type = JsonSchemaType.String;
            schema.Properties = null;
            schema.Enum = [.. Enum.GetNames(plain.GetGenericArguments()[0]).Select(n => (JsonNode)JsonValue.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(n))!)];
        }
    }

    static OpenApiSchema Text(string? description) => new() { Type = JsonSchemaType.String, Description = description };
}
