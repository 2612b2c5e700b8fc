namespace AdminPortal.Providers.Agents.Retell;

/// <summary>
/// Reads the recordings of Retell's voices, so that browsers load them from the portal and its content policy needs no other host. Only
/// from Retell's own hosts: an address in an API response must not make the portal call anything else.
/// </summary>
internal sealed class RetellSamples(IHttpClientFactory clients, RetellSettings settings)
{
    public const string HttpClientName = "RetellSamples";

    /// <summary>A recording of a few seconds; the longest known has 200 kB.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    private const string Bucket = "retell-utils-public.s3.us-west-2.amazonaws.com";
    private const string Domain = "retellai.com";

    /// <summary>The address, if the portal may read it; otherwise null.</summary>
    public Uri? Allowed(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.UserInfo.Length > 0)
            return null;
        return IsRetells(url) || IsOfTheApi(url) ? url : null;
    }

    public async Task<VoiceSample> ReadAsync(Uri url, CancellationToken cancel)
    {
        using var client = clients.CreateClient(HttpClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Options.Set(ResilientHttp.Repeatable, true);
        try
        {
            using var response = await client.SendAsync(request, cancel);
            if (!response.IsSuccessStatusCode)
                throw new AgentProviderException(AgentFault.Passing, $"The voice sample returned HTTP status {(int)response.StatusCode}.");
            if (TypeOf(url, response.Content.Headers.ContentType?.MediaType) is not { } type)
                throw new AgentProviderException(AgentFault.Passing, "The voice sample is not audio.");
            return new VoiceSample(await response.Content.ReadAsByteArrayAsync(cancel), type);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or Polly.ExecutionRejectedException)
        {
            throw new AgentProviderException(AgentFault.Passing, "The voice sample could not be loaded.", error);
        }
    }

    /// <summary>The type for the browser, which must not guess it: file servers often have none.</summary>
    private static string? TypeOf(Uri url, string? told) =>
        Path.GetExtension(url.AbsolutePath).ToLowerInvariant() switch
        {
            ".mp3" => "audio/mpeg",
            ".wav" => "audio/wav",
            ".ogg" => "audio/ogg",
            ".m4a" or ".mp4" => "audio/mp4",
            _ => told?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) == true ? told : null,
        };

    private static bool IsRetells(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps
        && url.IsDefaultPort
        && (
            url.IdnHost.Equals(Bucket, StringComparison.OrdinalIgnoreCase)
            || url.IdnHost.Equals(Domain, StringComparison.OrdinalIgnoreCase)
            || url.IdnHost.EndsWith($".{Domain}", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The server that the settings name anyway.</summary>
    private bool IsOfTheApi(Uri url) => url.Scheme == settings.BaseUrl.Scheme && url.Authority == settings.BaseUrl.Authority;
}
