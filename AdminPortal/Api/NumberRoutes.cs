using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Services;
using AdminPortal.Services.History;
using AdminPortal.Services.Inventory;
using AdminPortal.Services.Numbers;

namespace AdminPortal.Api;

/// <summary>Finding, adding, annotating and deleting numbers.</summary>
internal static class NumberRoutes
{
    public static void MapNumbers(this IEndpointRouteBuilder admin)
    {
        var numbers = admin.MapGroup("/phone-numbers").WithTags("Numbers");
        numbers
            .MapGet("/", ListAsync)
            .Describe(
                "ListNumbers",
                "List the inventory",
                "In the order of the numbers, page by page: pass `next` as `after`. For admins, support and viewers."
            )
            .Produces<Page<NumberRecord>>();
        numbers
            .MapGet("/summary", SummaryAsync)
            .Describe(
                "SummarizeNumbers",
                "Count the inventory",
                "How many numbers are in each state, of all and of each prefix. For admins, support and viewers."
            )
            .Produces<SummaryAnswer>();
        numbers
            .MapGet("/{number}", FindAsync)
            .Describe(
                "GetNumber",
                "One number",
                "Written in any way, with or without its plus sign. For admins, support and viewers.",
                304,
                404
            )
            .Produces<NumberRecord>();
        numbers
            .MapGet("/{number}/history", HistoryAsync)
            .Describe(
                "GetNumberHistory",
                "A number's past",
                "`items`: every event; `ledger`: who held it from when until when. Both the newest first, up to 500. For admins, "
                    + "support and viewers.",
                404
            )
            .Produces<NumberHistory>();
        numbers
            .MapPost("/", AddAsync)
            .Describe(
                "AddNumbers",
                "Add numbers",
                "One as `number`, or up to 1,000 as `numbers`, each written in any way. 201 with what became of each: `added`, `duplicate` "
                    + "(it is in the inventory already) or `rejected` with the reason. For admins.",
                422
            )
            .Produces<AddNumbersAnswer>(201);
        numbers
            .MapPatch("/{number}", NoteAsync)
            .Describe("NoteNumber", "Set a number's note", "Null or an empty text clears it. For admins and support.", 404, 412, 422)
            .Produces<NumberRecord>();
        numbers
            .MapDelete("/{number}", DeleteAsync)
            .Describe(
                "DeleteNumber",
                "Delete a number",
                "Only what no business ever held; deactivate the others. For admins.",
                404,
                409,
                412,
                422
            )
            .Produces(204);
    }

    private static Task<IResult> ListAsync(
        HttpContext http,
        [AsParameters] NumberFilterQuery filter,
        [AsParameters] PageQuery page,
        InventoryService inventory,
        CancellationToken cancel
    ) =>
        http.ReadAsync(
            actor => inventory.ListAsync(actor, filter.ToFilter(), page.After, page.Limit(), cancel),
            found => found,
            ApiJson.Plain.PageNumberRecord
        );

    private static Task<IResult> SummaryAsync(HttpContext http, InventoryService inventory, CancellationToken cancel) =>
        http.ReadAsync(actor => inventory.SummaryAsync(actor, cancel), SummaryAnswer.Of, ApiJson.Plain.SummaryAnswer);

    // A number without a holder shows only its own row; otherwise it also shows the holder's name, which the version does not cover.
    private static Task<IResult> FindAsync(HttpContext http, string number, InventoryService inventory, CancellationToken cancel) =>
        http.ReadRecordAsync(
            actor => inventory.FindAsync(actor, number, cancel),
            n => n.RowVersion,
            n => n.AssignedTo is null,
            ApiJson.Plain.NumberRecord
        );

    private static Task<IResult> HistoryAsync(HttpContext http, string number, HistoryService history, CancellationToken cancel) =>
        http.ReadAsync(actor => history.OfNumberAsync(actor, number, cancel), NumberHistory.Of, ApiJson.Plain.NumberHistory);

    private static Task<IResult> AddAsync(HttpContext http, AddNumbersRequest? body, NumberService service, CancellationToken cancel) =>
        http.WriteAsync(
            actor =>
                service.AddAsync(
                    actor,
                    (body?.Number, body?.Numbers) switch
                    {
                        (null, null) => [],
                        (null, var many) => many,
                        (var one, null) => [one],
                        _ => throw new BadHttpRequestException("Send 'number' for one, or 'numbers' for many, not both."),
                    },
                    cancel
                ),
            ApiAnswers.NumbersAdded
        );

    private static Task<IResult> NoteAsync(
        HttpContext http,
        string number,
        NoteRequest? body,
        NumberService service,
        CancellationToken cancel
    ) =>
        http.DoAsync(
            service,
            number,
            () => new NumberCommand.Note(body?.Note ?? throw new BadHttpRequestException("'note' is needed: a text, or null to clear it.")),
            body,
            cancel
        );

    private static Task<IResult> DeleteAsync(HttpContext http, string number, NumberService service, CancellationToken cancel) =>
        http.WriteAsync(actor => service.DoAsync(actor, number, new NumberCommand.Delete(), http.Seen(null), cancel), ApiAnswers.Nothing);
}
