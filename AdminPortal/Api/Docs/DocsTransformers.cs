using System.Globalization;
using System.Text.Json.Nodes;
using AdminPortal.Data;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Import;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AdminPortal.Api.Docs;

/// <summary>Adds common parts to the OpenAPI document: authentication, headers, examples.</summary>
internal static class DocsTransformers
{
    public const string Bearer = "bearer";

    private const string Signature = "retellSignature";

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AdminPortal",
            Version = "v1",
            Description = ApiDescription.Text,
        };
        document.Servers = [new OpenApiServer { Url = ServerOf(context.ApplicationServices) }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            BearerFormat = "ap_…",
            Description = "An API key. Admins make them with POST /api/admin/api-keys, or `AdminPortal create-api-key`.",
        };
        document.Components.SecuritySchemes[Signature] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = RetellWebhook.SignatureHeader,
            Description =
                "`v={time},d={signature}`: Unix milliseconds, and the HMAC-SHA256 of the body followed by that time, with the Retell "
                + "account's API key.",
        };
        return Task.CompletedTask;
    }

    /// <summary>The base path of the routes: the path of PublicUrl, if it has one.</summary>
    private static string ServerOf(IServiceProvider services) =>
        PortalLinks.PublicPath(services.GetRequiredService<IConfiguration>()) is { HasValue: true } path ? path.ToUriComponent() : "/";

    public static Task DescribeOperationAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancel
    )
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RetellWebhook>().Any())
            DescribeWebhook(operation, context.Document);
        if (
            !context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any()
            && !context.Description.ActionDescriptor.EndpointMetadata.OfType<AuthorizationPolicy>().Any()
        )
            return Task.CompletedTask;

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        AddHeaders(operation, isWrite: context.Description.HttpMethod != HttpMethods.Get);
        AddExamples(operation);
        TakeBodyOrNothing(operation);
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<CsvBody>().SingleOrDefault() is { } file)
            operation.RequestBody = FileBody(file);
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            DescribeParameter(operation, parameter);
        return Task.CompletedTask;
    }

    private static void DescribeWebhook(OpenApiOperation operation, OpenApiDocument? document)
    {
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Signature, document)] = [] }];
        operation.Parameters = null;
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Object },
                    Example = RetellWebhook.Example,
                },
            },
        };
    }

    /// <summary>Describes what the portal's own converters write, which the generator cannot know, and adds an example of each
    /// record.</summary>
    public static Task DescribeSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? 0 : JsonSchemaType.Null;
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)name.ToLowerInvariant())];
        }
        else if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
        }
        else if (type == typeof(ProblemDetails))
        {
            schema.Properties?.Add("error", new OpenApiSchema { Type = JsonSchemaType.String, Description = "What it is, in a few words" });
        }

        // The generator marks every parameter of a record as required.
        if (type.Name.EndsWith("Request", StringComparison.Ordinal))
            schema.Required = null;

        if (context.JsonPropertyInfo is null && ApiExamples.Of(context.JsonTypeInfo.Type) is { } example)
            schema.Examples = [example];
        return Task.CompletedTask;
    }

    /// <summary>Values are received as text, so that the response to an invalid one can list the valid ones; this adds them to the
    /// document.</summary>
    private static void DescribeParameter(OpenApiOperation operation, OpenApiParameter parameter)
    {
        parameter.Schema = parameter.Name switch
        {
            "id" or "assigned_to" or "business_id" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" },
            "status" => operation.OperationId == "ListAgents" ? Words<AgentStatus>() : Words<NumberStatus>(),
            "mode" => Words<ImportMode>(),
            "dry_run" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            "limit" => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = Cursor.MaxLimit.ToString(CultureInfo.InvariantCulture),
                Default = Cursor.DefaultLimit,
            },
            _ => parameter.Schema,
        };
        if (parameter.Name == "number")
            parameter.Description ??= "The number, written in any way; its plus sign may be left out";
    }

    private static OpenApiSchema Words<TEnum>()
        where TEnum : struct, Enum =>
        new() { Type = JsonSchemaType.String, Enum = [.. Enum.GetValues<TEnum>().Select(v => (JsonNode)v.ToText())] };

    private static void AddHeaders(OpenApiOperation operation, bool isWrite)
    {
        if (isWrite)
            AddHeader(operation, Idempotency.Header, "Makes the write happen once, however often it is sent", "3f0c2f5e-order-4711");
        if (operation.Responses?.ContainsKey("412") == true)
            AddHeader(operation, "If-Match", "The version that you decided on, as its ETag", "\"7\"");
        if (operation.Responses?.ContainsKey("304") == true)
            AddHeader(operation, "If-None-Match", "The version that you have already, as its ETag", "\"7\"");
    }

    /// <summary>An optional body may be left out; that is different from a body that is <c>null</c>.</summary>
    private static void TakeBodyOrNothing(OpenApiOperation operation)
    {
        foreach (var content in operation.RequestBody?.Content?.Values ?? [])
            if (content.Schema?.OneOf is { Count: 2 } either)
                content.Schema = either.OfType<OpenApiSchemaReference>().Single();
    }

    private static OpenApiRequestBody FileBody(CsvBody file) =>
        new()
        {
            Required = true,
            Description = "The file: UTF-8, UTF-16 or Windows-1252; commas, semicolons or tabs; with a header or without one",
            Content = file.ContentTypes.ToDictionary(
                type => type,
                _ => new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = "number,note\n+1 800 555 0100,on the vans\n1-800-FLOWERS,\n",
                }
            ),
        };

    private static void AddHeader(OpenApiOperation operation, string name, string description, string example)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = example,
            }
        );
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
