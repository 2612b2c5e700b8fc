using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AdminPortal.Api.Json;
using AdminPortal.Services;
using AdminPortal.Services.Agents;
using AdminPortal.Services.Businesses;
using AdminPortal.Services.Import;
using AdminPortal.Services.Keys;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Onboarding;
using AdminPortal.Services.Provisioning;
using AdminPortal.Services.Supply;

namespace AdminPortal.Api;

/// <summary>Creates the response of each write from the operation's result. One function creates both the live response and the one saved
/// for an <c>Idempotency-Key</c>, so that they are identical.</summary>
internal static class ApiAnswers
{
    public static SavedAnswer Provisioned(Provisioned given) => Json(200, ProvisionAnswer.Of(given), ApiJson.Plain.ProvisionAnswer);

    public static SavedAnswer Onboarded(Onboarded done) =>
        Json(done.IsNew ? 201 : 200, OnboardingAnswer.Of(done), ApiJson.Plain.OnboardingAnswer);

    public static SavedAnswer Number(NumberRecord number) =>
        Json(200, number, ApiJson.Plain.NumberRecord) with
        {
            ETag = Preconditions.Tag(number.RowVersion),
        };

    public static SavedAnswer NumbersAdded(AddedNumbers added) =>
        Json(201, AddNumbersAnswer.Of(added), ApiJson.Plain.AddNumbersAnswer) with
        {
            Location = added is { Added: 1, Results.Count: 1 }
                ? $"/api/admin/phone-numbers/{Uri.EscapeDataString(added.Results[0].Number!)}"
                : null,
        };

    public static SavedAnswer Business(BusinessRecord business) =>
        Json(200, business, ApiJson.Plain.BusinessRecord) with
        {
            ETag = Preconditions.Tag(business.RowVersion),
        };

    public static SavedAnswer BusinessMade(BusinessRecord business) =>
        Business(business) with
        {
            StatusCode = 201,
            Location = $"/api/admin/businesses/{business.Id}",
        };

    public static SavedAnswer Agent(AgentRecord agent) =>
        Json(200, agent, ApiJson.Plain.AgentRecord) with
        {
            ETag = Preconditions.Tag(agent.RowVersion),
        };

    public static SavedAnswer AgentMade(AgentRecord agent) => Agent(agent) with { StatusCode = 201 };

    public static SavedAnswer KeyMade(CreatedApiKey key) => Json(201, ShownApiKey.Of(key), ApiJson.Plain.ShownApiKey);

    /// <summary>The saved response for a new key, without the key itself, which is not stored.</summary>
    public static SavedAnswer KeyMadeBefore(CreatedApiKey key) =>
        Json(201, ShownApiKey.Of(key) with { Key = null }, ApiJson.Plain.ShownApiKey);

    /// <summary>201 when every number is bought; 202 while an order is open, as all are at the moment that is saved.</summary>
    public static SavedAnswer Bought(Purchase purchase) => Json(purchase.IsDone ? 201 : 202, purchase, ApiJson.Plain.Purchase);

    public static SavedAnswer Imported(ImportReport report) => Json(200, report, ApiJson.Plain.ImportReport);

    public static SavedAnswer Nothing<T>(T _) => new(204, "");

    private static SavedAnswer Json<T>(int status, T value, JsonTypeInfo<T> type) => new(status, JsonSerializer.Serialize(value, type));
}

/// <summary>Sends a response, live or saved.</summary>
internal sealed class AnswerResult(SavedAnswer answer, bool replayed = false) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = answer.StatusCode;
        if (answer.ETag is not null)
            response.Headers.ETag = answer.ETag;
        if (answer.Location is not null)
            response.Headers.Location = httpContext.Request.PathBase + answer.Location;
        if (replayed)
            response.Headers["Idempotency-Replayed"] = "true";
        if (answer.Body.Length == 0)
            return Task.CompletedTask;

        var body = System.Text.Encoding.UTF8.GetBytes(answer.Body);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
