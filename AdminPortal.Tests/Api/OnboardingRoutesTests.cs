using System.Text.Json;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

public sealed class OnboardingRoutesTests : IAsyncLifetime
{
    private const string Path = "/api/onboarding/complete";

    private readonly PortalApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Complete_AdminKey_CreatesEverything_AndTheSameExternalIdFindsIt()
    {
        var number = await _app.AddNumberAsync();
        var body = new
        {
            business_name = "Bolt Plumbing",
            contact_email = "office@bolt.example",
            external_id = "crm-7",
            agent = new
            {
                name = "Bo",
                voice_id = "11labs-Adrian",
                language = "en-US",
                greeting = "Bolt!",
                prompt = "Answer.",
            },
            provision_number = true,
        };

        var made = (await _app.Admin.PostApiAsync(Path, body)).Is(201);
        var again = (await _app.Admin.PostApiAsync(Path, body)).Is(200);

        Assert.Equal(["success", "business_id", "agent", "phone_number", "waitlisted"], made.Fields);
        Assert.Equal(number, made["phone_number"].GetString());
        Assert.Equal("provisioning", made["agent"].GetProperty("status").GetString());
        Assert.Equal(["id", "status"], made["agent"].EnumerateObject().Select(p => p.Name));
        // The agent may be active by then.
        Assert.Equal(made.Text, again.Text.Replace("\"active\"", "\"provisioning\""));
        var business = (await _app.Admin.GetApiAsync($"/api/admin/businesses/{made["business_id"].GetGuid()}")).Is(200);
        Assert.Equal(
            ("Bolt Plumbing", "office@bolt.example", "crm-7", "Bo"),
            (
                business["name"].GetString(),
                business["contact_email"].GetString(),
                business["external_id"].GetString(),
                business["agent"].GetProperty("name").GetString()
            )
        );
    }

    [Fact]
    public async Task Complete_NoNumberAvailable_IsOnboardedAndWaitlisted()
    {
        var made = (await _app.Admin.PostApiAsync(Path, new { business_name = "Bolt", contact_email = "a@bolt.example" })).Is(201);

        Assert.Equal(JsonValueKind.Null, made["phone_number"].ValueKind);
        Assert.True(made["waitlisted"].GetBoolean());
        Assert.True(
            (await _app.Admin.GetApiAsync($"/api/admin/businesses/{made["business_id"].GetGuid()}")).Is(200)["waitlisted"].GetBoolean()
        );
    }

    [Fact]
    public async Task Complete_WithAnIdempotencyKey_HappensOnce()
    {
        await _app.AddNumberAsync();
        await _app.AddNumberAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        var first = (await _app.Admin.PostApiAsync(Path, new { business_name = "Bolt" }, key)).Is(201);
        var second = (await _app.Admin.PostApiAsync(Path, new { business_name = "Bolt" }, key)).Is(201);

        Assert.Equal(first.Text, second.Text);
        (await _app.Admin.PostApiAsync(Path, new { business_name = "Other" }, key)).IsProblem(422, "Idempotency-Key used before");
    }

    [Theory]
    [InlineData("{}", "business_name")]
    [InlineData("""{"business_name":"  "}""", "business_name")]
    [InlineData("""{"business_name":"A","contact_email":"nobody"}""", "contact_email")]
    [InlineData("""{"business_name":"A","agent":{"language":"Klingon, please"}}""", "agent.language")]
    public async Task Complete_InvalidInput_NamesTheField(string body, string field)
    {
        var problem = (await _app.Admin.PostApiAsync(Path, body)).IsProblem(422, "Invalid request");

        Assert.Equal(field, problem["field"].GetString());
        Assert.Contains($"'{field}'", problem["detail"].GetString());
    }

    [Fact]
    public async Task Complete_AgentIsNotAnObject_IsExplained() =>
        Assert.Contains(
            "'agent' takes an object",
            (await _app.Admin.PostApiAsync(Path, """{"business_name":"A","agent":"Ada"}""")).IsProblem(400)["detail"].GetString()
        );
}
