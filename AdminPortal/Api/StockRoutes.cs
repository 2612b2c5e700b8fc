using System.ComponentModel;
using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>How long the stock lasts, and where it differs from what suppliers have.</summary>
internal static class StockRoutes
{
    public static void MapStock(this IEndpointRouteBuilder admin)
    {
        var stock = admin.MapGroup("/stock").WithTags("Supply");
        stock
            .MapGet("/", ReadAsync)
            .Describe(
                "GetStock",
                "How long the stock lasts",
                "Available numbers against their thresholds, on order, waiting, and what top-up does. For admins, support and viewers."
            )
            .Produces<StockRecord>();
        stock
            .MapGet("/history", HistoryAsync)
            .Describe("GetStockHistory", "The stock of past days", "The oldest first, up to today. For admins, support and viewers.")
            .Produces<StockHistory>();

        var drift = admin.MapGroup("/drift").WithTags("Supply");
        drift
            .MapGet("/", DriftAsync)
            .Describe(
                "GetDrift",
                "Where inventory and suppliers differ",
                "As the last comparison found it. A list that could not be read to its end concludes nothing. For admins, support and "
                    + "viewers."
            )
            .Produces<DriftRecord>();
        drift
            .MapPost("/check", CheckAsync)
            .Describe("CheckDrift", "Compare the inventory with the suppliers now", "The same answer. For admins.")
            .Produces<DriftRecord>();
        drift
            .MapPost("/take-in", AddAsync)
            .Describe("TakeInNumber", "Add a number that a supplier has", "It is available then. For admins.", 404, 409, 422)
            .Produces<NumberRecord>();
        drift
            .MapPost("/deactivate", DeactivateAsync)
            .Describe("DeactivateMissingNumber", "Deactivate a number that its supplier does not have", "For admins.", 404, 409, 422)
            .Produces<NumberRecord>();
    }

    private static Task<IResult> ReadAsync(HttpContext http, StockService stock, CancellationToken cancel) =>
        http.ReadAsync(actor => stock.ReadAsync(actor, cancel), found => found, ApiJson.Plain.StockRecord);

    private static Task<IResult> HistoryAsync(
        HttpContext http,
        [FromQuery, Description("1 to 366; 90 when left out")] string? days,
        StockService stock,
        CancellationToken cancel
    ) =>
        http.ReadAsync(
            actor => stock.HistoryAsync(actor, QueryText.Whole("days", days, 90), cancel),
            found => found,
            ApiJson.Plain.StockHistory
        );

    private static Task<IResult> DriftAsync(HttpContext http, DriftService drift, CancellationToken cancel) =>
        http.ReadAsync(actor => drift.ReadAsync(actor, cancel), found => found, ApiJson.Plain.DriftRecord);

    private static Task<IResult> CheckAsync(HttpContext http, DriftService drift, CancellationToken cancel) =>
        http.ReadAsync(actor => drift.CheckAsync(actor, cancel), found => found, ApiJson.Plain.DriftRecord);

    private static Task<IResult> AddAsync(HttpContext http, TakeInRequest? body, DriftService drift, CancellationToken cancel) =>
        http.WriteAsync(
            actor => drift.AddAsync(actor, body?.Number, body?.Supplier, cancel),
            ApiAnswers.Number,
            invalid: StatusCodes.Status422UnprocessableEntity
        );

    private static Task<IResult> DeactivateAsync(
        HttpContext http,
        DeactivateMissingRequest? body,
        NumberService numbers,
        CancellationToken cancel
    ) => http.DoAsync(numbers, body?.Number ?? "", () => new NumberCommand.Deactivate(body?.Reason), null, cancel);
}
