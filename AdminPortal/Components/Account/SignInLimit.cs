using System.Globalization;
using AdminPortal.Security;
using AdminPortal.Services.Audit;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AdminPortal.Components.Account;

/// <summary>Rate limit per address for forms: sign-in, codes, forgotten passwords, links, sign-up. Forms that attempt nothing opt out with
/// <see cref="DisableRateLimitingAttribute"/>.</summary>
internal sealed class SignInLimit(RequestDelegate next, RequestLimits limits, SecurityLog security)
{
    /// <summary>Size limit of a form, many times the longest one, because strangers can send it.</summary>
    private const long MostForm = 64 * 1024;

    /// <summary>Slower than any real connection, faster than what keeps a connection busy on purpose.</summary>
    private static readonly MinDataRate s_pace = new(bytesPerSecond: 1_000, gracePeriod: TimeSpan.FromSeconds(5));

    public Task InvokeAsync(HttpContext http)
    {
        if (IsForm(http))
        {
            if (http.Request.ContentLength > MostForm)
                return RefusedDocument
                    .Of(StatusCodes.Status413PayloadTooLarge, "The form is too large", $"A form takes at most {MostForm / 1024} KB.")
                    .ExecuteAsync(http);
            if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = MostForm;
            if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
                rate.MinDataRate = s_pace;
        }

        if (!IsTry(http) || limits.OfSignIn(http.Connection.RemoteIpAddress) is not { } wait)
            return next(http);
        security.LimitHit("forms", http.Request.Path, http.Connection.RemoteIpAddress);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return RefusedDocument
            .Of(
                StatusCodes.Status429TooManyRequests,
                "Too many attempts",
                "Too many attempts from your network in the last minute. Wait a minute and try again."
            )
            .ExecuteAsync(http);
    }

    private static bool IsTry(HttpContext http) =>
        IsForm(http) && http.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null;

    private static bool IsForm(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method)
        && (
            http.Request.Path.StartsWithSegments("/account")
            || http.Request.Path.StartsWithSegments("/setup")
            || http.Request.Path.StartsWithSegments("/signup")
        );
}
