using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AdminPortal.Api.Docs;

/// <summary>Adds to the OpenAPI document what the routes have in common: how to sign in, headers, examples.</summary>
internal static class DocsTransformers
{
    private const string Bearer = "bearer";

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo { Title = "AdminPortal", Version = "v1", Description = ApiDescription.Text };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "ap_…",
            Description = "An API key. Admins make them with POST /api/admin/api-keys, or `AdminPortal create-api-key`.",
        };
        return Task.CompletedTask;
    }

    public static Task DescribeOperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any() && !context.Description.ActionDescriptor.EndpointMetadata.OfType<AuthorizationPolicy>().Any())
            return Task.CompletedTask;

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        AddHeaders(operation, isWrite: context.Description.HttpMethod != HttpMethods.Get);
        AddExamples(operation);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            parameter.Description ??= parameter.Name == "number" ? "The number, written in any way; its plus sign may be left out" : null;
        return Task.CompletedTask;
    }

    public static Task AddExampleAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (context.JsonPropertyInfo is null && ApiExamples.Of(context.JsonTypeInfo.Type) is { } example)
            schema.Examples = [example];
        return Task.CompletedTask;
    }

    private static void AddHeaders(OpenApiOperation operation, bool isWrite)
    {
        if (isWrite)
            AddHeader(operation, Idempotency.Header, "Makes the write happen once, however often it is sent", "3f0c2f5e-order-4711");
        if (operation.Responses?.ContainsKey("412") == true)
            AddHeader(operation, "If-Match", "The version that you decided on, as its ETag", "\"7\"");
        if (operation.Responses?.ContainsKey("304") == true)
            AddHeader(operation, "If-None-Match", "The version that you have already, as its ETag", "\"7\"");
    }

    private static void AddHeader(OpenApiOperation operation, string name, string description, string example)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = example,
        });
    }

    private static void AddExamples(OpenApiOperation operation)
    {
        Example(operation, "401", ApiExamples.NoKey);
        Example(operation, "412", ApiExamples.Stale);
        if (operation.OperationId == "ProvisionNumber")
            Example(operation, "503", ApiExamples.NoneAvailable);
    }

    private static void Example(OpenApiOperation operation, string status, JsonNode example)
    {
        if (operation.Responses?.TryGetValue(status, out var response) == true && response.Content?.Values.FirstOrDefault() is { } content)
            content.Example = example;
    }
}
