using AdminPortal.Data.Entities;
using AdminPortal.Services.Agents;

namespace AdminPortal.Api;

/// <summary>A body that may say which version its sender looked at, as <c>If-Match</c> does.</summary>
internal interface ISeenVersion
{
    /// <summary>The <c>row_version</c> that the caller decided on; the answer is 412 when the record has changed since.</summary>
    long? RowVersion { get; }
}

/// <summary>Asks for a number.</summary>
/// <param name="BusinessId">For which business; a business key may leave it out.</param>
/// <param name="Wait">Whether to join the waiting list when no number is free.</param>
internal sealed record ProvisionRequest(Guid? BusinessId, bool? Wait);

/// <summary>Adds one number or many.</summary>
/// <param name="Number">One number, written in any way.</param>
/// <param name="Numbers">Up to 1,000 numbers; more are a file, to be imported.</param>
internal sealed record AddNumbersRequest(string? Number, IReadOnlyList<string?>? Numbers);

/// <summary>Changes a number's state.</summary>
/// <param name="Reason">Why, for the history; at most 500 characters.</param>
internal sealed record MoveRequest(string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>Gives a number to a business.</summary>
/// <param name="BusinessId">Which business gets it.</param>
/// <param name="Reason">Why, for the history; at most 500 characters.</param>
internal sealed record HandOverRequest(Guid? BusinessId, string? Reason, long? RowVersion) : ISeenVersion;

/// <summary>A decision that needs no words.</summary>
internal sealed record VersionRequest(long? RowVersion) : ISeenVersion;

/// <summary>Sets a number's note.</summary>
internal sealed record NoteRequest : ISeenVersion
{
    /// <summary>The note, at most 2,000 characters; null or an empty text clears it.</summary>
    // Told apart: what the body leaves out stays null, an explicit null arrives as the empty text, which clears.
    public string? Note
    {
        get;
        set => field = value ?? "";
    }

    public long? RowVersion { get; set; }
}

/// <summary>A business to be made.</summary>
/// <param name="Name">At most 200 characters.</param>
/// <param name="ExternalId">Your own key for it; no two businesses have the same.</param>
internal sealed record NewBusinessRequest(string? Name, string? ContactEmail, string? ExternalId);

/// <summary>A business to be taken on, with its agent and its number.</summary>
/// <param name="BusinessName">At most 200 characters.</param>
/// <param name="ExternalId">Your own key for it: the same again finds the business that was made with it.</param>
/// <param name="Agent">How its agent is to be; what is left out is filled in.</param>
/// <param name="ProvisionNumber">Whether it gets a number at once, or a place on the waiting list; true when left out.</param>
internal sealed record OnboardingRequest(
    string? BusinessName,
    string? ContactEmail,
    string? ExternalId,
    OnboardingAgent? Agent,
    bool? ProvisionNumber
);

/// <summary>How a new agent is to be.</summary>
/// <param name="Name">Its name, for people; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice, such as <c>11labs-Adrian</c>.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">What it says first, at most 1,000 characters; empty where the caller is to speak first.</param>
/// <param name="Prompt">What it is told about its work, at most 20,000 characters.</param>
internal sealed record OnboardingAgent(string? Name, string? VoiceId, string? Language, string? Greeting, string? Prompt);

/// <summary>Changes to a business: what is left out stays, null clears.</summary>
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

/// <summary>An API key to be made.</summary>
/// <param name="Name">What it is for, at most 100 characters.</param>
/// <param name="BusinessId">The one business that a key of the role <c>business</c> acts as; none for the others.</param>
/// <param name="ExpiresDays">After how many days it stops working, 1 to 3650; never when left out.</param>
internal sealed record NewApiKeyRequest(string? Name, PortalRole? Role, Guid? BusinessId, int? ExpiresDays);

/// <summary>An API key for a business to be made.</summary>
/// <param name="Name">What it is for, at most 100 characters; <c>API key</c> when left out.</param>
/// <param name="ExpiresDays">After how many days it stops working, 1 to 3650; never when left out.</param>
internal sealed record NewBusinessKeyRequest(string? Name, int? ExpiresDays);

/// <summary>An agent to be made; what is left out is filled in.</summary>
/// <param name="Name">Its name, for people; at most 200 characters.</param>
/// <param name="VoiceId">The provider's id of its voice.</param>
/// <param name="Language">A language tag such as <c>en-US</c>.</param>
/// <param name="Greeting">What it says first, at most 1,000 characters; an empty text lets the caller speak first.</param>
/// <param name="Prompt">What it is told about its work, at most 20,000 characters.</param>
internal sealed record AgentRequest(string? Name, string? VoiceId, string? Language, string? Greeting, string? Prompt)
{
    public static AgentConfiguration Wishes(AgentRequest? body) =>
        body is null ? new() : new(body.Name, body.VoiceId, body.Language, body.Greeting, body.Prompt);
}

/// <summary>Changes to an agent: what is left out stays.</summary>
internal sealed record AgentPatch(string? Name, string? VoiceId, string? Language, string? Greeting, string? Prompt, long? RowVersion)
    : ISeenVersion
{
    [System.Text.Json.Serialization.JsonIgnore]
    public AgentConfiguration Wishes => new(Name, VoiceId, Language, Greeting, Prompt);
}
