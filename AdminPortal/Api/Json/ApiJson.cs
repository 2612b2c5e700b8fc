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
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api.Json;

/// <summary>Serialization of everything the API reads and writes: generated code, snake_case names, nulls included.</summary>
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
        typeof(EnumWordJson<OrderStatus>),
    ]
)]
[JsonSerializable(typeof(ProvisionRequest))]
[JsonSerializable(typeof(ProvisionAnswer))]
[JsonSerializable(typeof(OnboardingRequest))]
[JsonSerializable(typeof(OnboardingAnswer))]
[JsonSerializable(typeof(AddNumbersRequest))]
[JsonSerializable(typeof(AddNumbersAnswer))]
[JsonSerializable(typeof(NumberActionRequest))]
[JsonSerializable(typeof(AssignNumberRequest))]
[JsonSerializable(typeof(VersionRequest))]
[JsonSerializable(typeof(NoteRequest))]
[JsonSerializable(typeof(NewBusinessRequest))]
[JsonSerializable(typeof(BusinessPatch))]
[JsonSerializable(typeof(NewApiKeyRequest))]
[JsonSerializable(typeof(NewBusinessKeyRequest))]
[JsonSerializable(typeof(ClosingRequest))]
[JsonSerializable(typeof(AgentRequest))]
[JsonSerializable(typeof(AgentPatch))]
[JsonSerializable(typeof(OwnAgentPatch))]
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
[JsonSerializable(typeof(BuyRequest))]
[JsonSerializable(typeof(ReleaseAtSupplierRequest))]
[JsonSerializable(typeof(TakeInRequest))]
[JsonSerializable(typeof(DeactivateMissingRequest))]
[JsonSerializable(typeof(Offers))]
[JsonSerializable(typeof(Purchase))]
[JsonSerializable(typeof(OrderRecord))]
[JsonSerializable(typeof(Page<OrderRecord>))]
[JsonSerializable(typeof(StockRecord))]
[JsonSerializable(typeof(StockHistory))]
[JsonSerializable(typeof(DriftRecord))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>For responses: names, plus signs and apostrophes are not escaped. Responses are never inserted into HTML, for which the
    /// standard encoder escapes them.</summary>
    public static ApiJson Plain => Relaxed.Instance;

    /// <summary>Applies the same options to the framework's body reading and OpenAPI generation.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.Encoder = Plain.Options.Encoder;
        options.PropertyNamingPolicy = Default.Options.PropertyNamingPolicy;
        options.NumberHandling = Default.Options.NumberHandling;
        foreach (var converter in Default.Options.Converters)
            options.Converters.Add(converter);
    }

    /// <summary>Created at its first use, when the generated fields of the outer class are initialised.</summary>
    private static class Relaxed
    {
        public static readonly ApiJson Instance = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }
}
