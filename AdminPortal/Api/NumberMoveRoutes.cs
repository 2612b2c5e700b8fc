using AdminPortal.Api.Docs;
using AdminPortal.Services.Assignment;
using AdminPortal.Services.Inventory;

namespace AdminPortal.Api;

/// <summary>The moves of a number's life.</summary>
internal static class NumberMoveRoutes
{
    public static void MapNumberMoves(this IEndpointRouteBuilder admin)
    {
        var number = admin.MapGroup("/phone-numbers/{number}").WithTags("A number's life");
        Move(
            number,
            "/assign",
            AssignAsync,
            "AssignNumber",
            "Give an available number to a business",
            "The business must have none. For admins and support."
        );
        Move(
            number,
            "/release",
            ReleaseAsync,
            "ReleaseNumber",
            "Take a number back",
            "It rests before another business may get it. For admins and support."
        );
        Move(
            number,
            "/reassign",
            ReassignAsync,
            "ReassignNumber",
            "Move a number to another business",
            "In one step, without a rest. For admins and support."
        );
        Move(
            number,
            "/undo-release",
            UndoReleaseAsync,
            "UndoRelease",
            "Give a resting number back",
            "To the business it was released from, while that one has no other. For admins and support."
        );
        Move(
            number,
            "/end-quarantine",
            EndQuarantineAsync,
            "EndQuarantine",
            "End a number's rest early",
            "It is available at once. For admins."
        );
        Move(number, "/deactivate", DeactivateAsync, "DeactivateNumber", "Take an available number out of use", "For admins.");
        Move(number, "/activate", ActivateAsync, "ActivateNumber", "Put an inactive number back into use", "For admins.");
    }

    private static void Move(RouteGroupBuilder number, string path, Delegate handler, string name, string summary, string who) =>
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
        HandOverRequest? body,
        AssignmentService assignments,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => assignments.AssignAsync(actor, number, Business(body), body?.Reason, http.Seen(body), cancel),
            ApiAnswers.Number
        );

    private static Task<IResult> ReleaseAsync(
        HttpContext http,
        string number,
        MoveRequest? body,
        AssignmentService assignments,
        CancellationToken cancel
    ) => http.WriteAsync(actor => assignments.ReleaseAsync(actor, number, body?.Reason, http.Seen(body), cancel), ApiAnswers.Number);

    private static Task<IResult> ReassignAsync(
        HttpContext http,
        string number,
        HandOverRequest? body,
        AssignmentService assignments,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => assignments.ReassignAsync(actor, number, Business(body), body?.Reason, http.Seen(body), cancel),
            ApiAnswers.Number
        );

    private static Task<IResult> UndoReleaseAsync(
        HttpContext http,
        string number,
        VersionRequest? body,
        AssignmentService assignments,
        CancellationToken cancel
    ) => http.WriteAsync(actor => assignments.UndoReleaseAsync(actor, number, http.Seen(body), cancel), ApiAnswers.Number);

    private static Task<IResult> EndQuarantineAsync(
        HttpContext http,
        string number,
        MoveRequest? body,
        StockService stock,
        CancellationToken cancel
    ) => http.WriteAsync(actor => stock.EndQuarantineAsync(actor, number, body?.Reason, http.Seen(body), cancel), ApiAnswers.Number);

    private static Task<IResult> DeactivateAsync(
        HttpContext http,
        string number,
        MoveRequest? body,
        StockService stock,
        CancellationToken cancel
    ) => http.WriteAsync(actor => stock.DeactivateAsync(actor, number, body?.Reason, http.Seen(body), cancel), ApiAnswers.Number);

    private static Task<IResult> ActivateAsync(
        HttpContext http,
        string number,
        MoveRequest? body,
        StockService stock,
        CancellationToken cancel
    ) => http.WriteAsync(actor => stock.ActivateAsync(actor, number, body?.Reason, http.Seen(body), cancel), ApiAnswers.Number);

    private static Guid Business(HandOverRequest? body) =>
        body?.BusinessId ?? throw new BadHttpRequestException("'business_id' is needed: the business that gets the number.");
}
