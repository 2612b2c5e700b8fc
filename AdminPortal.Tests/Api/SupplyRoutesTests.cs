using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

/// <summary>Buying over HTTP, at the simulated supplier, whose test numbers fail by their last four digits.</summary>
public sealed class SupplyRoutesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private const string Buy = "/api/admin/phone-numbers/buy";

    private static readonly string[] s_orderFields =
    [
        "id",
        "purchase_id",
        "supplier",
        "number",
        "status",
        "uncertain",
        "provider_ref",
        "monthly_cost",
        "upfront_cost",
        "currency",
        "reason",
        "ordered_by",
        "last_error",
        "created_at",
        "finished_at",
        "row_version",
    ];

    [Fact]
    public async Task Offers_PrefixAndLetters_FitAndTellThePrice()
    {
        var reply = (await app.Admin.GetApiAsync("/api/admin/phone-numbers/offers?prefix=888&contains=cars&limit=5")).Is(200);

        Assert.Equal("simulated", reply["supplier"].GetString());
        var offers = reply["items"].EnumerateArray().ToList();
        Assert.InRange(offers.Count, 1, 5);
        Assert.All(offers, o => Assert.StartsWith("+1888", o.GetProperty("number").GetString()));
        Assert.All(offers, o => Assert.Equal("CARS", o.GetProperty("letters").GetString()));
        Assert.Equal(
            ["number", "letters", "supplier", "monthly_cost", "upfront_cost", "currency", "can_be_held"],
            offers[0].EnumerateObject().Select(p => p.Name)
        );
    }

    [Theory]
    [InlineData("prefix=212")]
    [InlineData("contains=a")]
    [InlineData("contains=a%21b")]
    [InlineData("limit=101")]
    [InlineData("limit=0")]
    [InlineData("supplier=twilio")]
    public async Task Offers_WhatCannotBe_Is422(string query) =>
        (await app.Admin.GetApiAsync($"/api/admin/phone-numbers/offers?{query}")).IsProblem(422, "Invalid request");

    [Fact]
    public async Task Buy_OneNumber_IsFulfilledAndInTheInventory()
    {
        var number = NewNumber();

        var reply = (await app.Admin.PostApiAsync(Buy, new { number })).Is(201);

        Assert.Equal(["purchase_id", "supplier", "orders", "missing"], reply.Fields);
        var order = Assert.Single(reply["orders"].EnumerateArray());
        Assert.Equal(s_orderFields, order.EnumerateObject().Select(p => p.Name));
        Assert.Equal("fulfilled", order.GetProperty("status").GetString());
        var found = (await app.Admin.GetApiAsync(At(number))).Is(200);
        Assert.Equal($"order:{order.GetProperty("id").GetString()}", found["source"].GetString());
        Assert.Equal("simulated", found["supplier"].GetString());
        (await app.Admin.PostApiAsync(Buy, new { number })).IsProblem(409, "Already in the inventory");
    }

    [Theory]
    [InlineData("0402", 402, "Supplier wants payment")]
    [InlineData("0409", 409, "No longer available")]
    [InlineData("0429", 503, "Supplier is busy")]
    [InlineData("0503", 502, "Supplier failed")]
    public async Task Buy_SupplierRefuses_IsAProblemWithTheFailedOrder(string ending, int status, string error)
    {
        var reply = (await app.Admin.PostApiAsync(Buy, new { number = NewNumber(ending) })).IsProblem(status, error);

        Assert.Equal("failed", Assert.Single(reply["orders"].EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal(status == 503, reply.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Buy_AnswerIsLost_Is202AndTheOrderIsFoundLater()
    {
        var reply = (await app.Admin.PostApiAsync(Buy, new { number = NewNumber("0500") })).Is(202);

        var id = reply["orders"][0].GetProperty("id").GetString();
        var looked = (await app.Admin.PostApiAsync($"/api/admin/orders/{id}/check")).Is(200);
        Assert.Equal("fulfilled", looked["status"].GetString());
    }

    [Fact]
    public async Task Buy_QuantityInBasket_SaysWhatIsMissing()
    {
        var reply = (await app.Admin.PostApiAsync(Buy, new { prefix = "877", quantity = 3 })).Is(201);

        Assert.Equal(3, reply["orders"].GetArrayLength());
        Assert.Equal(0, reply["missing"].GetInt32());
        var listed = (
            await app.Admin.GetApiAsync($"/api/admin/orders?purchase_id={reply["purchase_id"].GetString()}&status=fulfilled&limit=2")
        ).Is(200);
        Assert.Equal(2, listed["items"].GetArrayLength());
        Assert.NotNull(listed["next"].GetString());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"quantity":0}""")]
    [InlineData("""{"quantity":101}""")]
    [InlineData("""{"number":"+12125550100"}""")]
    [InlineData("""{"numbers":[]}""")]
    [InlineData("""{"quantity":1,"supplier":"nobody"}""")]
    [InlineData("""{"quantity":1,"prefix":"900"}""")]
    public async Task Buy_WhatCannotBe_Is422(string body) => (await app.Admin.PostApiAsync(Buy, body)).IsProblem(422, "Invalid request");

    [Fact]
    public async Task Buy_SameKeyAgain_AnswersTheSameOrdersAsTheyAreNow()
    {
        var body = new { number = NewNumber() };
        var first = (await app.Admin.PostApiAsync(Buy, body, (Idempotency, "buy-once"))).Is(201);

        var second = (await app.Admin.PostApiAsync(Buy, body, (Idempotency, "buy-once"))).Is(202);

        Assert.Equal(first["orders"][0].GetProperty("id").GetString(), second["orders"][0].GetProperty("id").GetString());
        Assert.Equal("fulfilled", second["orders"][0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task ReleaseAtSupplier_Confirmed_IsInactiveAndMayBeBoughtBySomebodyElse()
    {
        var number = NewNumber();
        await app.Admin.PostApiAsync(Buy, new { number });
        (await app.Admin.PostApiAsync(At(number, "/release-at-supplier"), new { confirm = "no", reason = "x" })).Is(422);

        var reply = (await app.Admin.PostApiAsync(At(number, "/release-at-supplier"), new { confirm = number, reason = "x" })).Is(200);

        Assert.Equal("inactive", reply["status"].GetString());
        (await app.Admin.PostApiAsync(At(number, "/activate"), new { reason = "x" })).Is(409);
    }

    [Fact]
    public async Task StockAndDrift_HaveTheFieldsOfTheContract()
    {
        var stock = (await app.Support.GetApiAsync("/api/admin/stock")).Is(200);
        Assert.Equal(["available", "threshold", "low", "on_order", "waiting", "per_day", "days_left", "by_prefix", "top_up"], stock.Fields);
        Assert.Equal(
            ["enabled", "supplier", "threshold", "target", "monthly_limit", "bought_this_month", "open", "remaining", "last_error"],
            stock["top_up"].EnumerateObject().Select(p => p.Name)
        );
        var history = (await app.Support.GetApiAsync("/api/admin/stock/history?days=7")).Is(200);
        Assert.Equal(["date", "available", "assigned", "bought"], history["days"][0].EnumerateObject().Select(p => p.Name));
        var drift = (await app.Admin.PostApiAsync("/api/admin/drift/check")).Is(200);
        Assert.Equal(["checked_at", "suppliers", "missing_there", "unknown_here"], drift.Fields);
        Assert.Equal(["supplier", "checked_at", "listed", "error"], drift["suppliers"][0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Routes_ForOthersThanAdmins_AreRefused()
    {
        foreach (var caller in new[] { app.Support, app.Acme })
        {
            (await caller.PostApiAsync(Buy, new { number = NewNumber() })).Is(403);
            (await caller.GetApiAsync("/api/admin/phone-numbers/offers")).Is(403);
            (await caller.PostApiAsync("/api/admin/drift/check")).Is(403);
        }

        (await app.Support.GetApiAsync("/api/admin/orders")).Is(200);
        (await app.Acme.GetApiAsync("/api/admin/orders")).Is(403);
    }

    private const string Idempotency = "Idempotency-Key";

    private static int s_last;

    /// <summary>A number that no other test orders.</summary>
    private static string NewNumber(string ending = "7001") => $"+1833{200 + Interlocked.Increment(ref s_last)}{ending}";
}
