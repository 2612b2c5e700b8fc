using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api.Json;

/// <summary>How everything that the API takes and gives is written: generated code, names in snake_case, null written.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    Converters = [
        typeof(UtcTimeJson),
        typeof(EnumWordJson<NumberStatus>),
        typeof(EnumWordJson<PortalRole>),
        typeof(EnumWordJson<AgentStatus>),
        typeof(EnumWordJson<AddResult>),
    ]
)]
[JsonSerializable(typeof(ProvisionRequest))]
[JsonSerializable(typeof(ProvisionAnswer))]
[JsonSerializable(typeof(OnboardingRequest))]
[JsonSerializable(typeof(OnboardingAnswer))]
[JsonSerializable(typeof(AddNumbersRequest))]
[JsonSerializable(typeof(AddNumbersAnswer))]
[JsonSerializable(typeof(MoveRequest))]
[JsonSerializable(typeof(HandOverRequest))]
[JsonSerializable(typeof(VersionRequest))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(NewBusinessRequest))]
[JsonSerializable(typeof(BusinessPatch))]
[JsonSerializable(typeof(NewApiKeyRequest))]
[JsonSerializable(typeof(NewBusinessKeyRequest))]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentPatch))]
[JsonSerializable(typeof(NumberRecord))]
[JsonSerializable(typeof(BusinessRecord))]
[JsonSerializable(typeof(AgentRecord))]
[JsonSerializable(typeof(OwnBusiness))]
[JsonSerializable(typeof(NumberHistory))]
[JsonSerializable(typeof(SummaryAnswer))]
[JsonSerializable(typeof(Page<NumberRecord>))]
[JsonSerializable(typeof(Page<BusinessRecord>))]
[JsonSerializable(typeof(Page<AgentRecord>))]
[JsonSerializable(typeof(Page<ApiKeyRecord>))]
[JsonSerializable(typeof(ShownApiKey))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>
    /// What the API writes with: names, numbers with their plus and apostrophes stand as they are. Nothing of it is put into HTML, which
    /// is what the standard encoder would guard.
    /// </summary>
    public static ApiJson Plain => Relaxed.Instance;

    /// <summary>Makes the framework read bodies, and describe them in the OpenAPI document, in the same way.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.Encoder = Plain.Options.Encoder;
        options.PropertyNamingPolicy = Default.Options.PropertyNamingPolicy;
        options.NumberHandling = Default.Options.NumberHandling;
        foreach (var converter in Default.Options.Converters)
            options.Converters.Add(converter);
    }

    /// <summary>Made at its first use: the generated fields of the outer class are there by then.</summary>
    private static class Relaxed
    {
        public static readonly ApiJson Instance = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }
}
