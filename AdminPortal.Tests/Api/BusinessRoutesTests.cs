using System.Text.Json;
using AdminPortal.Tests.Support;
using static AdminPortal.Tests.Support.ApiCalls;

namespace AdminPortal.Tests.Api;

public sealed class BusinessRoutesTests(PortalApp app) : IClassFixture<PortalApp>
{
    private static readonly string[] s_fields =
    [
        "id",
        "name",
        "contact_email",
        "external_id",
        "phone_number",
        "assigned_at",
        "waitlisted",
        "agent",
        "row_version",
        "created_at",
        "closed_at",
    ];

    [Fact]
    public async Task Create_Business_IsFoundAtItsLocation()
    {
        var made = (
            await app.Admin.PostApiAsync(
                "/api/admin/businesses",
                new
                {
                    name = "Zoë's 🌸 <b>Flowers</b>",
                    contact_email = "zoe@flowers.example",
                    external_id = "crm-1",
                }
            )
        ).Is(201);

        Assert.Equal(s_fields, made.Fields);
        Assert.Equal("\"1\"", made.Header("ETag"));
        Assert.Equal("Zoë's 🌸 <b>Flowers</b>", made["name"].GetString());
        Assert.Equal(JsonValueKind.Null, made["agent"].ValueKind);
        var found = (await app.Support.GetApiAsync(made.Header("Location")!)).Is(200);
        Assert.Equal(made.Text, found.Text);
    }

    [Fact]
    public async Task Close_EndsTheKeyOfTheBusiness_AndReopenRestoresIt()
    {
        var id = (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Leaving Ltd" })).Is(201)["id"].GetGuid();
        var path = $"/api/admin/businesses/{id}";
        using var own = app.CallerWith(
            (await app.Admin.PostApiAsync(path + "/api-keys", new { name = "Website" })).Is(201)["key"].GetString()!
        );
        (await own.GetApiAsync("/api/business/me")).Is(200);

        (await app.Admin.PostApiAsync(path + "/close", new { reason = "Left", row_version = 99 })).IsProblem(412);
        var closed = (await app.Admin.PostApiAsync(path + "/close", new { reason = "Left" })).Is(200);

        Assert.Equal(JsonValueKind.String, closed["closed_at"].ValueKind);
        (await own.GetApiAsync("/api/business/me")).IsProblem(401);
        (await app.Admin.PostApiAsync("/api/phone/provision", new { business_id = id })).IsProblem(409);
        (await app.Admin.PostApiAsync(path + "/close", new { reason = "Left" })).IsProblem(409);
        Assert.DoesNotContain(id.ToString(), (await app.Support.GetApiAsync("/api/admin/businesses?q=Leaving")).Is(200).Text);
        Assert.Contains(id.ToString(), (await app.Support.GetApiAsync("/api/admin/businesses?closed=true")).Is(200).Text);

        (await app.Admin.PostApiAsync(path + "/reopen", new { })).Is(200);
        (await own.GetApiAsync("/api/business/me")).Is(200);
        (await app.Admin.PostApiAsync(path + "/reopen", new { })).IsProblem(409);
    }

    [Fact]
    public async Task Create_ExternalIdTaken_IsAConflict()
    {
        (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "One", external_id = "twice" })).Is(201);
        Assert.Equal(
            "external_id",
            (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = "Two", external_id = "twice" }))
                .IsProblem(409)["field"]
                .GetString()
        );
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":"ok","contact_email":"nobody"}""", "contact_email")]
    [InlineData("""{"name":"a\u0000b"}""", "name")]
    public async Task Create_InvalidField_IsNamed(string body, string field) =>
        Assert.Equal(field, (await app.Admin.PostApiAsync("/api/admin/businesses", body)).IsProblem(400)["field"].GetString());

    [Fact]
    public async Task Create_NameOfTenThousandCharacters_IsRefusedWithTheLimit() =>
        Assert.Contains(
            "200",
            (await app.Admin.PostApiAsync("/api/admin/businesses", new { name = new string('x', 10_000) }))
                .IsProblem(400)["detail"]
                .GetString()
        );

    [Fact]
    public async Task Change_SomeFields_KeepsTheOthersAndClearsNulls()
    {
        var made = (
            await app.Admin.PostApiAsync(
                "/api/admin/businesses",
                new
                {
                    name = "Before",
                    contact_email = "a@b.example",
                    external_id = "stays",
                }
            )
        ).Is(201);

        var changed = (await app.Admin.SendAsync("PATCH", made.Header("Location")!, """{"name":"After","contact_email":null}""")).Is(200);

        Assert.Equal(
            ("After", null, "stays", 2L),
            (
                changed["name"].GetString(),
                changed["contact_email"].GetString(),
                changed["external_id"].GetString(),
                changed["row_version"].GetInt64()
            )
        );
        Assert.Equal("\"2\"", changed.Header("ETag"));
        (await app.Admin.SendAsync("PATCH", made.Header("Location")!, """{"name":null}""")).IsProblem(400);
    }

    [Fact]
    public async Task List_SearchAndPages_FindEachOnce()
    {
        for (var i = 0; i < 5; i++)
            await app.AddBusinessAsync($"Paged {i}");
        var number = await app.AddNumberAsync();
        var holder = await app.AddBusinessAsync("Holder of one");
        (await app.Support.PostApiAsync(At(number, "/assign"), new { business_id = holder })).Is(200);

        var names = new List<string?>();
        string? after = null;
        do
        {
            var page = (
                await app.Support.GetApiAsync("/api/admin/businesses?q=pAGED&limit=2" + (after is null ? "" : "&after=" + after))
            ).Is(200);
            names.AddRange(page["items"].EnumerateArray().Select(b => b.GetProperty("name").GetString()));
            after = page["next"].GetString();
        } while (after is not null);

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Paged {i}"), names);
        foreach (var writing in (string[])[number[1..], $"({number[2..5]}) {number[5..8]}-{number[8..]}", number[5..]])
            Assert.Equal(
                holder,
                (await app.Support.GetApiAsync("/api/admin/businesses?q=" + Uri.EscapeDataString(writing)))
                    .Is(200)["items"][0]
                    .GetProperty("id")
                    .GetGuid()
            );
        (await app.Support.GetApiAsync("/api/admin/businesses?q=a%00b")).IsProblem(400);
    }

    [Theory]
    [InlineData("01932c07-7d7a-7f00-8000-3a5b2c1d0e9f")]
    [InlineData("1")]
    public async Task Find_UnknownId_IsNotFound(string id) => (await app.Admin.GetApiAsync("/api/admin/businesses/" + id)).IsProblem(404);

    [Fact]
    public async Task Me_BusinessWithANumber_ShowsItAndItsHistory()
    {
        var number = await app.AddNumberAsync();
        (await app.Support.PostApiAsync(At(number, "/assign"), new { business_id = app.AcmeId, reason = "first day" })).Is(200);

        var me = (await app.Acme.GetApiAsync("/api/business/me")).Is(200);

        Assert.Equal([.. s_fields.SkipLast(1), "history"], me.Fields);
        Assert.Equal(number, me["phone_number"].GetString());
        Assert.Equal("number.assigned", me["history"][0].GetProperty("action").GetString());
        Assert.Equal("first day", me["history"][0].GetProperty("reason").GetString());
    }
}
