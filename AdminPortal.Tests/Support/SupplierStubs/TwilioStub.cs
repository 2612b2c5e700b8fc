using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace AdminPortal.Tests.Support;

/// <summary>Twilio's numbers: its interface and its pricing interface in one.</summary>
internal sealed class TwilioStub : SupplierStub
{
    public const string AccountSid = "AC00000000000000000000000000000001";
    public const string AuthToken = "token_of_the_stub";

    private const string Root = $"/2010-04-01/Accounts/{AccountSid}";

    private readonly List<StubPurchase> _numbers = [];
    private int _lastId;

    private TwilioStub() { }

    /// <summary>Null: there is no price.</summary>
    public string? Price { get; set; } = "2.15";

    /// <summary>The answer to each purchase, in place of one; null for none.</summary>
    public (int Status, string Code, string Message)? Refusal { get; set; }

    /// <summary>Where each page of a list leads to; null for the next page.</summary>
    public string? NextPage { get; set; }

    /// <summary>How many numbers of a page come again on the next one, as after a purchase.</summary>
    public int Overlap { get; set; }

    public IReadOnlyList<StubPurchase> Numbers => Locked(() => _numbers.ToList());

    public override string PurchaseRoute => $"POST {Root}/IncomingPhoneNumbers.json";

    public override IReadOnlyList<string> Owned => [.. Numbers.Select(n => n.Number)];

    public override (string Key, string Value)[] Settings =>
        [
            ("Suppliers:Twilio:AccountSid", AccountSid),
            ("Suppliers:Twilio:AuthToken", AuthToken),
            ("Suppliers:Twilio:BaseUrl", Url.ToString()),
            ("Suppliers:Twilio:PricingBaseUrl", Url.ToString()),
        ];

    protected override string Authorization => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{AccountSid}:{AuthToken}"))}";

    protected override StubAnswer WrongCredentials => Refuse(401, "20003", "Authenticate");

    public static Task<TwilioStub> StartAsync() => StartAsync(new TwilioStub());

    /// <summary>Adds a number as if somebody had bought it in the console.</summary>
    public void Add(string number, string name = "") => Locked(() => AddNumber(number, name, null));

    public void Remove(string number) => Locked(() => _numbers.RemoveAll(n => n.Number == number));

    protected override StubAnswer Act(StubRequest request)
    {
        var path = request.Path;
        if (path == "/v1/PhoneNumbers/Countries/US")
            return Prices();
        if (!path.StartsWith(Root, StringComparison.Ordinal))
            return Missing(path);
        return (request.Method, path[Root.Length..]) switch
        {
            ("GET", "/AvailablePhoneNumbers/US/TollFree.json") => Search(request),
            ("POST", "/IncomingPhoneNumbers.json") => Buy(request.Form),
            ("GET", "/IncomingPhoneNumbers.json") => List(request),
            ("DELETE", var one) when one.StartsWith("/IncomingPhoneNumbers/PN", StringComparison.Ordinal) => _numbers.RemoveAll(n =>
                one == $"/IncomingPhoneNumbers/{n.Id}.json"
            ) > 0
                ? new(204)
                : Missing(path),
            _ => Missing(path),
        };
    }

    protected override StubAnswer Refuse(int status, string code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["code"] = int.Parse(code, CultureInfo.InvariantCulture),
                ["message"] = message,
                ["more_info"] = $"https://www.twilio.com/docs/errors/{code}",
                ["status"] = status,
            }
        );

    private StubAnswer Missing(string path) => Refuse(404, "20404", $"The requested resource {path} was not found");

    private StubAnswer Search(StubRequest request)
    {
        var contains = request.Asked("Contains") ?? "";
        // It takes a star at an end only.
        if (contains.Length == 1 || contains.Length > 16 || contains.Trim('*').Contains('*'))
            return Refuse(400, "21451", "Invalid pattern");
        var found = Offered
            .Except(Owned)
            .Where(n => request.Asked("AreaCode") is not { } code || n.StartsWith($"+1{code}", StringComparison.Ordinal))
            .Where(n => n.Contains(contains.Trim('*'), StringComparison.Ordinal))
            .Take(int.Parse(request.Asked("PageSize") ?? "50", CultureInfo.InvariantCulture));
        return new(
            200,
            new JsonObject
            {
                ["available_phone_numbers"] = Array(
                    found.Select(n => new JsonObject
                    {
                        ["phone_number"] = n,
                        ["friendly_name"] = n,
                        ["iso_country"] = "US",
                        ["beta"] = false,
                    })
                ),
            }
        );
    }

    private StubAnswer Buy(IReadOnlyDictionary<string, string> form)
    {
        if (Refusal is { } refusal)
            return Refuse(refusal.Status, refusal.Code, refusal.Message);
        if (!HasFunds)
            return Refuse(403, "20005", "Account is not active");
        if (!form.TryGetValue("PhoneNumber", out var number) || form.ContainsKey("AreaCode"))
            return Refuse(400, "21421", "PhoneNumber is invalid");
        var name = form.GetValueOrDefault("FriendlyName") ?? "";
        if (name.Length > 64)
            return Refuse(400, "21621", "FriendlyName is too long");
        if (!Offered.Contains(number) || Owned.Contains(number))
            return Refuse(400, "21422", $"{number} is not available.");
        return new(201, AddNumber(number, name, form.GetValueOrDefault("TrunkSid")).ToJson());
    }

    private StubPurchase AddNumber(string number, string name, string? trunk)
    {
        var bought = new StubPurchase($"PN{++_lastId:x32}", number, name, trunk, ListsLag);
        _numbers.Insert(0, bought);
        return bought;
    }

    private StubAnswer List(StubRequest request)
    {
        var all = _numbers
            .Where(n => !(n.IsUnlisted && ListsLag))
            .Where(n => request.Asked("PhoneNumber") is not { } part || n.Number.Contains(part, StringComparison.Ordinal))
            .Where(n => request.Asked("FriendlyName") is not { } name || n.Name == name)
            .ToList();
        var size = Math.Min(LargestPage, int.Parse(request.Asked("PageSize") ?? "50", CultureInfo.InvariantCulture));
        var page = int.Parse(request.Asked("Page") ?? "0", CultureInfo.InvariantCulture);
        var from = Math.Max(0, page * size - page * Overlap);
        var next = from + size < all.Count ? NextPage ?? $"{Root}/IncomingPhoneNumbers.json?PageSize={size}&Page={page + 1}" : null;
        return new(
            200,
            new JsonObject
            {
                ["incoming_phone_numbers"] = Array(all.Skip(from).Take(size).Select(n => n.ToJson())),
                ["next_page_uri"] = next,
            }
        );
    }

    private StubAnswer Prices()
    {
        var prices = new List<JsonObject>
        {
            new()
            {
                ["number_type"] = "local",
                ["base_price"] = "1.15",
                ["current_price"] = "1.15",
            },
        };
        if (Price is not null)
            prices.Add(
                new()
                {
                    ["number_type"] = "toll free",
                    ["base_price"] = "9.99",
                    ["current_price"] = Price,
                }
            );
        return new(200, new JsonObject { ["phone_number_prices"] = Array(prices), ["price_unit"] = "usd" });
    }
}

/// <summary>A number at Twilio's stub.</summary>
internal sealed record StubPurchase(string Id, string Number, string Name, string? Trunk, bool IsUnlisted)
{
    public JsonObject ToJson() =>
        new()
        {
            ["sid"] = Id,
            ["phone_number"] = Number,
            ["friendly_name"] = Name,
            ["trunk_sid"] = Trunk,
            ["status"] = "in-use",
            ["type"] = "toll-free",
            ["date_created"] = "Thu, 30 Jul 2026 23:19:04 +0000",
        };
}
