using AdminPortal.Providers.Agents.Retell;

namespace AdminPortal.Services.Agents;

/// <summary>The result of a webhook.</summary>
internal enum WebhookResult
{
    /// <summary>Saved, or accepted and ignored: a repeated event, an unknown agent, an event that is not about a call.</summary>
    Taken,

    /// <summary>The signature is missing, wrong or too old.</summary>
    NotGenuine,

    /// <summary>The body is not JSON in UTF-8.</summary>
    NotReadable,

    /// <summary>The database is not available; Retell sends the event again.</summary>
    NotNow,
}

/// <summary>Accepts the provider's webhooks, and counts refused ones.</summary>
/// <param name="retell">Null unless Retell is the provider: then every webhook is refused.</param>
internal sealed class WebhookService(CallService calls, WebhookRefusals refusals, RetellWebhooks? retell)
{
    /// <summary>Whether the body of a webhook with this signature is worth receiving.</summary>
    public bool MayBeGenuine(string? signature) => retell is not null && (retell.MayBeGenuine(signature) || Refuse(retell, signature));

    /// <param name="body">Byte for byte as it was received; invalid characters in it are overwritten.</param>
    /// <param name="signature">The header <c>x-retell-signature</c>.</param>
    public async Task<WebhookResult> TakeAsync(Memory<byte> body, string? signature, CancellationToken cancel)
    {
        if (retell is null || (!retell.IsGenuine(body.Span, signature) && !Refuse(retell, signature)))
            return WebhookResult.NotGenuine;
        if (!RetellWebhooks.TryRead(body, out var notice))
            return WebhookResult.NotReadable;
        if (notice is null)
            return WebhookResult.Taken;
        var taken = await calls.TakeAsync(Actor.System, RetellAgentProvider.ProviderName, notice, cancel);
        return taken.IsDone ? WebhookResult.Taken : WebhookResult.NotNow;
    }

    /// <summary>Counts the refusal; always false.</summary>
    private bool Refuse(RetellWebhooks retell, string? signature)
    {
        refusals.Note(retell.WhyNotGenuine(signature));
        return false;
    }
}
