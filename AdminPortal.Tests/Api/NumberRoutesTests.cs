using System.Text.Json;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

public sealed class NumberRoutesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] s_fields =
    [
        "id",
        "number",
        "status",
        "assigned_to",
        "business_name",
        "assigned_at",
        "available_since",
        "quarantined_until",
        "released_from",
        "note",
        "source",
        "warning",
        "row_version",
        "created_at",
        "supplier",
        "provider_ref",
        "order_id",
        "monthly_cost",
        "currency",
        "returned_at",
    ];

    [Fact]
    public async Task Add_OneNumber_IsFoundAtItsLocation()
    {
        var number = PortalApp.NewNumber();

        var reply = (
            await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { number = $"({number[2..5]}) {number[5..8]}-{number[8..]}" })
        ).Is(201);

        Assert.Equal(["added", "duplicates", "rejected", "results"], reply.Fields);
        Assert.Equal(1, reply["added"].GetInt32());
        Assert.Equal(number, reply["results"][0].GetProperty("number").GetString());
        Assert.Equal("added", reply["results"][0].GetProperty("result").GetString());
        var found = (await app.Admin.GetApiAsync(reply.Header("Location")!)).Is(200);
        Assert.Equal(s_fields, found.Fields);
        Assert.Equal("available", found["status"].GetString());
        Assert.Equal(1, found["row_version"].GetInt64());
        Assert.Equal("\"1\"", found.Header("ETag"));
    }

    [Fact]
    public async Task Add_Many_ReturnsTheResultOfEachInOrder()
    {
        var there = await app.AddNumberAsync();
        var added = PortalApp.NewNumber();

        var reply = (await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { numbers = new[] { added, there, "12", added } })).Is(
            201
        );

        Assert.Equal(
            ["added", "duplicate", "rejected", "duplicate"],
            reply["results"].EnumerateArray().Select(r => r.GetProperty("result").GetString())
        );
        Assert.Equal((1, 2, 1), (reply["added"].GetInt32(), reply["duplicates"].GetInt32(), reply["rejected"].GetInt32()));
        Assert.NotEmpty(reply["results"][2].GetProperty("detail").GetString()!);
        Assert.Equal("12", reply["results"][2].GetProperty("raw").GetString());
    }

    [Theory]
    [InlineData("{number}")]
    [InlineData("%2B{digits}")]
    [InlineData("{digits}")]
    [InlineData("{national}")]
    [InlineData("({area})%20{office}-{line}")]
    [InlineData("1-{area}-{office}-{line}")]
    [InlineData("tel:{number}")]
    public async Task Find_AnyNotation_FindsTheNumber(string writing)
    {
        var number = await app.AddNumberAsync();
        var path = writing
            .Replace("{number}", number)
            .Replace("{digits}", number[1..])
            .Replace("{national}", number[2..])
            .Replace("{area}", number[2..5])
            .Replace("{office}", number[5..8])
            .Replace("{line}", number[8..]);

        Assert.Equal(number, (await app.Support.GetApiAsync("/api/admin/phone-numbers/" + path)).Is(200)["number"].GetString());
    }

    [Theory]
    [InlineData("+442079460018", "442079460018")]
    [InlineData("+4930123456", "%2B4930123456")]
    [InlineData("+4930123456", "4930123456")]
    public async Task Find_ForeignNumberWithoutPlus_FindsTheNumber(string number, string path)
    {
        await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { number });
        Assert.Equal(number, (await app.Admin.GetApiAsync("/api/admin/phone-numbers/" + path)).Is(200)["number"].GetString());
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("+1888555019999999999999999")]
    [InlineData("%F0%9F%98%80")]
    public async Task Find_InvalidNumber_IsNotFound(string path) =>
        (await app.Admin.GetApiAsync("/api/admin/phone-numbers/" + path)).IsProblem(404, "Not found");

    [Fact]
    public async Task List_InPages_ReturnsEachNumberOnceInOrder()
    {
        await using var own = new PortalApp();
        await own.InitializeAsync();
        var all = new List<string>();
        for (var i = 0; i < 5; i++)
            all.Add(await own.AddNumberAsync());

        var seen = new List<string?>();
        string? after = null;
        do
        {
            var page = (await own.Admin.GetApiAsync("/api/admin/phone-numbers?limit=2" + (after is null ? "" : "&after=" + after))).Is(200);
            Assert.Equal(["items", "next"], page.Fields);
            seen.AddRange(page["items"].EnumerateArray().Select(n => n.GetProperty("number").GetString()));
            after = page["next"].GetString();
        } while (after is not null);

        Assert.Equal(all.Order(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task List_WithFilters_ContainsOnlyMatches()
    {
        var number = await app.AddNumberAsync();
        var business = await app.AddBusinessAsync("Filtered");
        (await app.Support.PostApiAsync(At(number, "/assign"), new { business_id = business })).Is(200);

        foreach (
            var query in (string[])
                [
                    $"q={number[1..]}",
                    $"q={number[4..]}",
                    $"q=({number[2..5]})%20{number[5..8]}-{number[8..]}",
                    $"assigned_to={business}",
                    $"assigned_to={business}&status=assigned&prefix=888",
                ]
        )
            Assert.Equal(
                number,
                (await app.Support.GetApiAsync("/api/admin/phone-numbers?" + query)).Is(200)["items"][0].GetProperty("number").GetString()
            );
        foreach (
            var query in (string[])
                [
                    $"assigned_to={business}&status=available",
                    $"assigned_to={business}&prefix=800",
                    $"assigned_to={Guid.NewGuid()}",
                    "q=nothing+here",
                ]
        )
            Assert.Empty((await app.Support.GetApiAsync("/api/admin/phone-numbers?" + query)).Is(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task List_KeypadLetters_FindTheNumber()
    {
        await app.Admin.PostApiAsync("/api/admin/phone-numbers", new { number = "1-800-FLOWERS" });
        Assert.Equal(
            "+18003569377",
            (await app.Admin.GetApiAsync("/api/admin/phone-numbers?q=FLOWERS")).Is(200)["items"][0].GetProperty("number").GetString()
        );
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1001", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=%21", "after")]
    [InlineData("after=AAAA", "after")]
    [InlineData("status=lost", "status")]
    [InlineData("status=0", "status")]
    [InlineData("status=99", "status")]
    [InlineData("assigned_to=me", "assigned_to")]
    [InlineData("prefix=toll", "prefix")]
    public async Task List_InvalidParameter_IsExplained(string query, string name)
    {
        var problem = (await app.Admin.GetApiAsync("/api/admin/phone-numbers?" + query)).IsProblem(400);
        Assert.Contains($"'{name}' takes", problem["detail"].GetString());
    }

    [Fact]
    public async Task Summary_Inventory_CountsByStateAndPrefix()
    {
        await using var own = new PortalApp();
        await own.InitializeAsync();
        await own.AddNumberAsync();
        (await own.Admin.PostApiAsync(At(await own.AddNumberAsync(), "/deactivate"), new { reason = "spare" })).Is(200);

        var summary = (await own.Support.GetApiAsync("/api/admin/phone-numbers/summary")).Is(200);

        Assert.Equal("""{"available":1,"assigned":0,"quarantined":0,"inactive":1,"total":2}""", summary["total"].GetRawText());
        Assert.Equal(
            """[{"prefix":"888","available":1,"assigned":0,"quarantined":0,"inactive":1,"total":2}]""",
            summary["prefixes"].GetRawText()
        );
    }

    [Fact]
    public async Task EveryAction_OnANumber_IsDoneAndRecorded()
    {
        var number = await app.AddNumberAsync();
        var first = await app.AddBusinessAsync("First");
        var second = await app.AddBusinessAsync("Second");

        await MoveAsync(app.Support, "/assign", new { business_id = first }, "assigned");
        await MoveAsync(app.Support, "/reassign", new { business_id = second, reason = "merged" }, "assigned");
        await MoveAsync(app.Support, "/release", new { reason = "closed" }, "quarantined");
        await MoveAsync(app.Support, "/undo-release", null, "assigned");
        await MoveAsync(app.Support, "/release", new { reason = "closed for good" }, "quarantined");
        await MoveAsync(app.Admin, "/end-quarantine", new { reason = "needed" }, "available");
        await MoveAsync(app.Admin, "/deactivate", new { reason = "faulty" }, "inactive");
        await MoveAsync(app.Admin, "/activate", new { reason = "mended" }, "available");
        (await app.Support.SendAsync("PATCH", At(number), new { note = "on the vans" })).Is(200);

        var history = (await app.Support.GetApiAsync(At(number, "/history"))).Is(200);
        Assert.Equal(["items", "ledger", "next"], history.Fields);
        Assert.Equal(JsonValueKind.Null, history["next"].ValueKind);
        Assert.Equal(
            [
                "number.noted",
                "number.activated",
                "number.deactivated",
                "number.quarantine_ended",
                "number.released",
                "number.release_undone",
                "number.released",
                "number.reassigned",
                "number.assigned",
                "number.added",
            ],
            history["items"].EnumerateArray().Select(e => e.GetProperty("action").GetString())
        );
        Assert.Equal(
            ["at", "actor", "action", "number", "business_id", "reason", "before", "after", "row_version"],
            history["items"][0].EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(
            Enumerable.Range(1, 10).Reverse(),
            history["items"].EnumerateArray().Select(e => e.GetProperty("row_version").GetInt32())
        );
        Assert.Equal(3, history["ledger"].GetArrayLength());
        Assert.Equal("on the vans", history["items"][0].GetProperty("after").GetProperty("note").GetString());

        async Task MoveAsync(HttpClient caller, string move, object? body, string status)
        {
            var reply = (await caller.PostApiAsync(At(number, move), body)).Is(200);
            Assert.Equal(s_fields, reply.Fields);
            Assert.Equal(status, reply["status"].GetString());
            Assert.Equal($"\"{reply["row_version"].GetInt64()}\"", reply.Header("ETag"));
            Assert.Equal(reply.Text, (await caller.GetApiAsync(At(number))).Text);
        }
    }

    [Theory]
    [InlineData("/release", "is available")]
    [InlineData("/reassign", "is available")]
    [InlineData("/undo-release", "is available")]
    [InlineData("/end-quarantine", "is available")]
    [InlineData("/activate", "is available")]
    public async Task Action_StateDoesNotAllowIt_NamesTheState(string move, string state)
    {
        var number = await app.AddNumberAsync();
        var problem = (await app.Admin.PostApiAsync(At(number, move), new { reason = "because", business_id = app.AcmeId })).IsProblem(409);
        Assert.Contains(state, problem["detail"].GetString());
    }

    [Fact]
    public async Task Assign_BusinessWithANumber_IsRefused()
    {
        var business = await app.AddBusinessAsync();
        (await app.Support.PostApiAsync(At(await app.AddNumberAsync(), "/assign"), new { business_id = business })).Is(200);
        (await app.Support.PostApiAsync(At(await app.AddNumberAsync(), "/assign"), new { business_id = business })).IsProblem(409);
        (await app.Support.PostApiAsync(At(await app.AddNumberAsync(), "/assign"), new { business_id = Guid.NewGuid() })).IsProblem(404);
    }

    [Fact]
    public async Task Delete_NeverAssignedNumber_IsDone_AssignedOneIsRefused()
    {
        var fresh = await app.AddNumberAsync();
        var reply = (await app.Admin.SendAsync("DELETE", At(fresh))).Is(204);
        Assert.Empty(reply.Text);
        (await app.Admin.GetApiAsync(At(fresh))).IsProblem(404);

        var held = await app.AddNumberAsync();
        (await app.Support.PostApiAsync(At(held, "/assign"), new { business_id = await app.AddBusinessAsync() })).Is(200);
        (await app.Admin.SendAsync("DELETE", At(held))).IsProblem(409);
    }

    [Fact]
    public async Task Note_NullOrEmpty_ClearsIt()
    {
        var number = await app.AddNumberAsync();
        foreach (var body in (string[])["""{"note":null}""", """{"note":""}"""])
        {
            (await app.Support.SendAsync("PATCH", At(number), new { note = "something" })).Is(200);
            Assert.Equal(JsonValueKind.Null, (await app.Support.SendAsync("PATCH", At(number), body)).Is(200)["note"].ValueKind);
        }

        (await app.Support.SendAsync("PATCH", At(number), "{}")).IsProblem(400);
    }
}
