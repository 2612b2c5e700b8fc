using AdminPortal.Api.Docs;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Api;

/// <summary>Actions on one number.</summary>
internal static class NumberActionRoutes
{
    public static void MapNumberActions(this IEndpointRouteBuilder admin)
    {
        var number = admin.MapGroup("/phone-numbers/{number}").WithTags("Number actions");
        Map(
            number,
            "/assign",
            AssignAsync,
            "AssignNumber",
            "Give an available number to a business",
            "The business must have none. For admins and support."
        );
        Map(
            number,
            "/release",
            ReleaseAsync,
            "ReleaseNumber",
            "Take a number back",
            "It stays in quarantine before it can be assigned again. For admins and support."
        );
        Map(
            number,
            "/reassign",
            ReassignAsync,
            "ReassignNumber",
            "Move a number to another business",
            "In one step, without a quarantine. For admins and support."
        );
        Map(
            number,
            "/undo-release",
            UndoReleaseAsync,
            "UndoRelease",
            "Give a resting number back",
            "To the business it was released from, while that one has no other. For admins and support."
        );
        Map(
            number,
            "/end-quarantine",
            EndQuarantineAsync,
            "EndQuarantine",
            "End a number's quarantine early",
            "It is available immediately. For admins."
        );
        Map(number, "/deactivate", DeactivateAsync, "DeactivateNumber", "Deactivate an available number", "For admins.");
        Map(number, "/activate", ActivateAsync, "ActivateNumber", "Activate an inactive number", "For admins.");
    }

    private static void Map(RouteGroupBuilder number, string path, Delegate handler, string name, string summary, string who) =>
        number
            .MapPost(path, handler)
            .Describe(
                name,
                summary,
                who + " A move that the number's state does not allow is 409 and says what can be done instead.",
                404,
                409,
                412,
                422
            )
            .Produces<NumberRecord>();

    private static Task<IResult> AssignAsync(
        HttpContext http,
        string number,
        AssignNumberRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.Assign(Business(body), body?.Reason), body, cancel);

    private static Task<IResult> ReleaseAsync(
        HttpContext http,
        string number,
        NumberActionRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.Release(body?.Reason), body, cancel);

    private static Task<IResult> ReassignAsync(
        HttpContext http,
        string number,
        AssignNumberRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.Reassign(Business(body), body?.Reason), body, cancel);

    private static Task<IResult> UndoReleaseAsync(
        HttpContext http,
        string number,
        VersionRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.UndoRelease(), body, cancel);

    private static Task<IResult> EndQuarantineAsync(
        HttpContext http,
        string number,
        NumberActionRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.EndQuarantine(body?.Reason), body, cancel);

    private static Task<IResult> DeactivateAsync(
        HttpContext http,
        string number,
        NumberActionRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.Deactivate(body?.Reason), body, cancel);

    private static Task<IResult> ActivateAsync(
        HttpContext http,
        string number,
        NumberActionRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, number, () => new NumberCommand.Activate(body?.Reason), body, cancel);

    /// <summary>Performs an action on a number, checking the version in the request.</summary>
    /// <param name="command">Creates the command from the body; called when the request is known to be new.</param>
    internal static Task<IResult> DoAsync(
        this HttpContext http,
        NumberService numbers,
        string number,
        Func<NumberCommand> command,
        ISeenVersion? body,
        CancellationToken cancel
    ) => http.WriteAsync(actor => numbers.DoAsync(actor, number, command(), http.Seen(body), cancel), ApiAnswers.Number);

    private static Guid Business(AssignNumberRequest? body) =>
        body?.BusinessId ?? throw new BadHttpRequestException("'business_id' is needed: the business that gets the number.");
}
