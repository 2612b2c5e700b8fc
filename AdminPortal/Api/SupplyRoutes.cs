using System.ComponentModel;
using System.Text.Json;
using AdminPortal.Api.Docs;
using AdminPortal.Api.Json;
using AdminPortal.Data.Entities;
using AdminPortal.Services;
using AdminPortal.Services.Numbers;
using AdminPortal.Services.Supply;
using Microsoft.AspNetCore.Mvc;

namespace AdminPortal.Api;

/// <summary>Buying numbers from suppliers, and giving them back.</summary>
internal static class SupplyRoutes
{
    public static void MapSupply(this IEndpointRouteBuilder admin)
    {
        var numbers = admin.MapGroup("/phone-numbers").WithTags("Supply");
        numbers
            .MapGet("/offers", OffersAsync)
            .Describe(
                "FindOffers",
                "Search toll-free numbers to buy",
                "What a supplier offers now, with prices. Nothing is reserved. For admins.",
                422,
                502
            )
            .Produces<Offers>();
        numbers
            .MapPost("/buy", BuyAsync)
            .WithMetadata(PurchaseReplay.Instance)
            .Describe(
                "BuyNumbers",
                "Buy numbers",
                "One as `number`, up to 100 as `numbers`, or a `quantity` with `prefix` and `contains`. Each number is one order: "
                    + "201 when all are fulfilled, 202 when some are still open. With an `Idempotency-Key` the same request never "
                    + "buys twice. For admins.",
                402,
                409,
                422,
                502
            )
            .Produces<Purchase>(201)
            .Produces<Purchase>(202);
        numbers
            .MapPost("/{number}/release-at-supplier", ReleaseAsync)
            .Describe(
                "ReleaseAtSupplier",
                "Give a number back to its supplier",
                "Only an available or inactive one that was bought here; `confirm` must be the number. It is inactive afterwards "
                    + "and cannot be recovered. For admins.",
                402,
                404,
                409,
                412,
                422,
                502
            )
            .Produces<NumberRecord>();

        var orders = admin.MapGroup("/orders").WithTags("Supply");
        orders
            .MapGet("/", ListAsync)
            .Describe(
                "ListOrders",
                "List orders",
                "The newest first, page by page: pass `next` as `after`. For admins, support and viewers."
            )
            .Produces<Page<OrderRecord>>();
        orders
            .MapGet("/{id}", FindAsync)
            .Describe("GetOrder", "One order", "For admins, support and viewers.", 304, 404)
            .Produces<OrderRecord>();
        orders
            .MapPost("/{id}/check", CheckAsync)
            .Describe(
                "CheckOrder",
                "Ask the supplier about an order",
                "Settles an open order where it is certain. For admins.",
                402,
                404,
                502
            )
            .Produces<OrderRecord>();
    }

    private static async Task<IResult> OffersAsync(
        HttpContext http,
        [FromQuery, Description("`twilio`, `telnyx`, `retell` or `simulated`")] string? supplier,
        [FromQuery, Description("A toll-free area code, such as 888")] string? prefix,
        [FromQuery, Description("Digits, letters, and `*` for any digit")] string? contains,
        [FromQuery, Description("1 to 100; 30 when left out")] string? limit,
        OfferService offers,
        CancellationToken cancel
    )
    {
        var found = await offers.FindAsync(
            http.Actor(),
            supplier,
            prefix,
            contains,
            QueryText.Whole("limit", limit, OfferService.DefaultLimit),
            cancel
        );
        return found.IsDone
            ? Results.Json(found.Value, ApiJson.Plain.Offers)
            : http.Refused(found.Refusal, StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<IResult> BuyAsync(HttpContext http, BuyRequest? body, PurchaseService purchases, CancellationToken cancel) =>
        http.WriteAsync(
            actor => purchases.BuyAsync(actor, (body ?? new(null, null, null, null, null, null, null)).ToPurchase(), cancel),
            ApiAnswers.Bought,
            ApiAnswers.Bought,
            StatusCodes.Status422UnprocessableEntity
        );

    private static Task<IResult> ReleaseAsync(
        HttpContext http,
        string number,
        ReleaseAtSupplierRequest? body,
        ReturnService returns,
        CancellationToken cancel
    ) =>
        http.WriteAsync(
            actor => returns.ReleaseAsync(actor, number, body?.Confirm, body?.Reason, http.Seen(body), cancel),
            ApiAnswers.Number,
            invalid: StatusCodes.Status422UnprocessableEntity
        );

    private static Task<IResult> ListAsync(
        HttpContext http,
        [FromQuery, Description("`intended`, `pending`, `fulfilled`, `failed`, or `open` for the first two")] string? status,
        [FromQuery] string? supplier,
        [FromQuery, Description("Written in any way")] string? number,
        [FromQuery(Name = "purchase_id")] string? purchaseId,
        [AsParameters] PageQuery page,
        OrderService orders,
        CancellationToken cancel
    )
    {
        var isOpen = string.Equals(status, "open", StringComparison.OrdinalIgnoreCase);
        var filter = new OrderFilter(
            isOpen ? null : QueryText.Word<OrderStatus>("status", status),
            isOpen,
            string.IsNullOrEmpty(supplier) ? null : supplier,
            string.IsNullOrEmpty(number) ? null : number,
            QueryText.Id("purchase_id", purchaseId)
        );
        return http.ReadAsync(
            actor => orders.ListAsync(actor, filter, page.After, page.Limit(), cancel),
            found => found,
            ApiJson.Plain.PageOrderRecord
        );
    }

    private static Task<IResult> FindAsync(HttpContext http, string id, OrderService orders, CancellationToken cancel) =>
        http.ReadRecordAsync(
            actor => orders.FindAsync(actor, QueryText.PathId(id), cancel),
            o => o.RowVersion,
            _ => true,
            ApiJson.Plain.OrderRecord
        );

    private static Task<IResult> CheckAsync(HttpContext http, string id, OrderService orders, CancellationToken cancel) =>
        http.ReadAsync(actor => orders.CheckAsync(actor, QueryText.PathId(id), cancel), found => found, ApiJson.Plain.OrderRecord);
}

/// <summary>The response to a repeated request with the same <c>Idempotency-Key</c>, if it differs from the first one.</summary>
internal interface IReplayedAnswer
{
    Task<SavedAnswer> RefreshAsync(HttpContext http, SavedAnswer saved);
}

/// <summary>A purchase that is asked for again is answered with its orders as they are by now.</summary>
internal sealed class PurchaseReplay : IReplayedAnswer
{
    public static readonly PurchaseReplay Instance = new();

    public async Task<SavedAnswer> RefreshAsync(HttpContext http, SavedAnswer saved)
    {
        var first = JsonSerializer.Deserialize(saved.Body, ApiJson.Plain.Purchase)!;
        var purchases = http.RequestServices.GetRequiredService<PurchaseService>();
        var now = await purchases.FindAsync(http.Actor(), first.PurchaseId, first.Missing, http.RequestAborted);
        return now.IsDone ? ApiAnswers.Bought(now.Value) with { StatusCode = StatusCodes.Status202Accepted } : saved;
    }
}
