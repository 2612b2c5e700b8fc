using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Supply;

namespace AdminPortal.Api;

/// <summary>A body with an optional version, as in <c>If-Match</c>.</summary>
internal interface ISeenVersion
{
    /// <summary>The <c>row_version</c> that the change is based on; the response is 412 if the record has changed since.</summary>
    long? RowVersion { get; }
}

/// <summary>Requests a number.</summary>
/// <param name="BusinessId">The business; optional with a business key.</param>
/// <param name="Wait">Whether to join the waiting list if no number is available.</param>
internal sealed record ProvisionRequest(Guid? BusinessId, bool? Wait);

/// <summary>Adds one or more numbers.</summary>
/// <param name="Number">One number, in any notation.</param>
/// <param name="Numbers">Up to 1,000 numbers; import a file for more.</param>
internal sealed record AddNumbersRequest(string? Number, IReadOnlyList<string?>? Numbers);

/// <summary>Changes a number's state.</summary>
/// <param name="Reason">The reason, for the history; at most 500 characters.</param>
internal sealed record NumberActionRequest(string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>Assigns a number to a business.</summary>
/// <param name="BusinessId">The business that gets it.</param>
/// <param name="Reason">The reason, for the history; at most 500 characters.</param>
internal sealed record AssignNumberRequest(Guid? BusinessId, string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>A change without further data.</summary>
internal sealed record VersionRequest(long? RowVersion) : ISeenVersion;

/// <summary>Sets a number's note.</summary>
internal sealed record NoteRequest : ISeenVersion
{
    /// <summary>The note, at most 2,000 characters; null or an empty text clears it.</summary>
    // Distinguishes a missing field, which stays null, from an explicit null, which becomes the empty text and clears the note.
    public string? Note
    {
        get;
        set => field = value ?? "";
    }

    public long? RowVersion { get; set; }
}

/// <summary>Creates a business.</summary>
/// <param name="Name">At most 200 characters.</param>
/// <param name="ExternalId">Your own key for it; must be unique.</param>
internal sealed record NewBusinessRequest(string? Name, string? ContactEmail, string? ExternalId);

/// <summary>Onboards a business with its agent and number.</summary>
/// <param name="BusinessName">At most 200 characters.</param>
/// <param name="ExternalId">Your own key for it: the same key finds the business that was created with it.</param>
/// <param name="Agent">The agent's settings; missing ones get defaults.</param>
/// <param name="ProvisionNumber">Whether it gets a number now, or a place on the waiting list; true by default.</param>
internal sealed record OnboardingRequest(
    string? BusinessName,
    string? ContactEmail,
    string? ExternalId,
    OnboardingAgent? Agent,
    bool? ProvisionNumber
);

/// <summary>The settings of a new agent.</summary>
/// <param name="Name">Its display name; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice, such as <c>11labs-Adrian</c>.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">Its first sentence, at most 1,000 characters; empty if the caller speaks first.</param>
/// <param name="Prompt">Its instructions, at most 20,000 characters.</param>
/// <param name="OpeningHours">When the business is open.</param>
internal sealed record OnboardingAgent(
    string? Name,
    string? VoiceId,
    string? Language,
    string? Greeting,
    string? Prompt,
    OpeningHoursRecord? OpeningHours = null
)
{
    public static AgentConfiguration Wishes(OnboardingAgent? agent) =>
        agent is null ? new() : new(agent.Name, agent.VoiceId, agent.Language, agent.Greeting, agent.Prompt, agent.OpeningHours);
}

/// <summary>Changes a business: missing fields do not change, null clears.</summary>
internal sealed record BusinessPatch : ISeenVersion
{
    public string? Name
    {
        get;
        set => field = value ?? "";
    }

    public string? ContactEmail
    {
        get;
        set => field = value ?? "";
    }

    public string? ExternalId
    {
        get;
        set => field = value ?? "";
    }

    public long? RowVersion { get; set; }
}

/// <summary>Closes a business.</summary>
/// <param name="Reason">The reason, for the history; at most 500 characters.</param>
internal sealed record ClosingRequest(string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>Creates an API key.</summary>
/// <param name="Name">Its purpose, at most 100 characters.</param>
/// <param name="BusinessId">The business of a key with the role <c>business</c>; none for other roles.</param>
/// <param name="ExpiresDays">Days until it expires, 1 to 3650; never by default.</param>
internal sealed record NewApiKeyRequest(string? Name, PortalRole? Role, Guid? BusinessId, int? ExpiresDays);

/// <summary>Creates an API key for a business.</summary>
/// <param name="Name">Its purpose, at most 100 characters; <c>API key</c> by default.</param>
/// <param name="ExpiresDays">Days until it expires, 1 to 3650; never by default.</param>
internal sealed record NewBusinessKeyRequest(string? Name, int? ExpiresDays);

/// <summary>Creates an agent; missing fields get defaults.</summary>
/// <param name="Name">Its display name; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">Its first sentence, at most 1,000 characters; empty if the caller speaks first.</param>
/// <param name="Prompt">Its instructions, at most 20,000 characters.</param>
/// <param name="OpeningHours">When the business is open.</param>
internal sealed record AgentRequest(
    string? Name,
    string? VoiceId,
    string? Language,
    string? Greeting,
    string? Prompt,
    OpeningHoursRecord? OpeningHours = null
)
{
    public static AgentConfiguration Wishes(AgentRequest? body) =>
        body is null ? new() : new(body.Name, body.VoiceId, body.Language, body.Greeting, body.Prompt, body.OpeningHours);
}

/// <summary>Changes an agent: missing fields do not change.</summary>
internal sealed record AgentPatch(string? Name, string? VoiceId, string? Language, string? Greeting, string? Prompt, long? RowVersion)
    : ISeenVersion
{
    private bool _removesHours;

    /// <summary>When the business is open; null removes the opening hours.</summary>
    public OpeningHoursRecord? OpeningHours
    {
        get;
        set => (field, _removesHours) = (value, value is null);
    }

    [System.Text.Json.Serialization.JsonIgnore]
    public AgentConfiguration Wishes => new(Name, VoiceId, Language, Greeting, Prompt, OpeningHours, _removesHours);
}

/// <summary>Changes the caller's own agent: missing fields do not change.</summary>
/// <param name="Greeting">Its first sentence, at most 1,000 characters; empty if the caller speaks first.</param>
internal sealed record OwnAgentPatch(string? Greeting, long? RowVersion) : ISeenVersion
{
    private bool _removesHours;

    /// <summary>When the business is open; null removes the opening hours.</summary>
    public OpeningHoursRecord? OpeningHours
    {
        get;
        set => (field, _removesHours) = (value, value is null);
    }

    [System.Text.Json.Serialization.JsonIgnore]
    public OwnAgentChange Change => new(Greeting, OpeningHours, _removesHours);
}

/// <summary>Buys numbers: those that are named, or a quantity that fits a search.</summary>
/// <param name="Number">One toll-free number, written in any way.</param>
/// <param name="Numbers">Up to 100 toll-free numbers.</param>
/// <param name="Prefix">A toll-free area code, such as 888; with <c>quantity</c>.</param>
/// <param name="Contains">Digits, letters, and <c>*</c> for any digit; with <c>quantity</c>.</param>
/// <param name="Quantity">1 to 100.</param>
/// <param name="Supplier">The default one when left out.</param>
/// <param name="MaxMonthlyCost">A number that costs more a month, or whose price is not told, is not bought.</param>
internal sealed record BuyRequest(
    string? Number,
    IReadOnlyList<string?>? Numbers,
    string? Prefix,
    string? Contains,
    int? Quantity,
    string? Supplier,
    decimal? MaxMonthlyCost
)
{
    public PurchaseRequest ToPurchase() =>
        new(
            (Number, Numbers) switch
            {
                (null, var many) => many,
                (var one, null) => [one],
                _ => throw new BadHttpRequestException("Send 'number' for one, or 'numbers' for many, not both."),
            },
            Prefix,
            Contains,
            Quantity,
            Supplier,
            MaxMonthlyCost
        );
}

/// <summary>Gives a number back to its supplier.</summary>
/// <param name="Confirm">The number again.</param>
/// <param name="Reason">Why, for the history; at most 500 characters.</param>
internal sealed record ReleaseAtSupplierRequest(string? Confirm, string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>Adds a number to the inventory that a supplier has.</summary>
internal sealed record TakeInRequest(string? Number, string? Supplier);

/// <summary>Deactivates a number that its supplier does not have.</summary>
/// <param name="Reason">Why, for the history; at most 500 characters.</param>
internal sealed record DeactivateMissingRequest(string? Number, string? Reason);
