using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AdminPortal.Tests.Support;

/// <summary>Telnyx's numbers: orders that are delivered at once, later, or never.</summary>
internal sealed class TelnyxStub : SupplierStub
{
    public const string ApiKey = "KEY_of_the_stub";

    private readonly List<StubTelnyxOrder> _orders = [];
    private readonly List<StubTelnyxNumber> _numbers = [];
    private int _lastId;

    private TelnyxStub() { }

    /// <summary>The immediate result of an order.</summary>
    public string FirstStatus { get; set; } = "success";

    /// <summary>The order's own state, where it is not its number's: orders of several numbers have one for all.</summary>
    public string? OrderStatus { get; set; }

    /// <summary>Whether each page of a list says that it is the first.</summary>
    public bool RepeatsPages { get; set; }

    /// <summary>The queries so far.</summary>
    public List<IReadOnlyDictionary<string, string>> Queries { get; } = [];

    public IReadOnlyList<StubTelnyxOrder> Orders => Locked(() => _orders.ToList());

    public IReadOnlyList<StubTelnyxNumber> Numbers => Locked(() => _numbers.ToList());

    public override string PurchaseRoute => "POST /v2/number_orders";

    public override IReadOnlyList<string> Owned => [.. Numbers.Where(n => n.Status == "active").Select(n => n.Number)];

    public override (string Key, string Value)[] Settings =>
        [("Suppliers:Telnyx:ApiKey", ApiKey), ("Suppliers:Telnyx:BaseUrl", new Uri(Url, "v2").ToString())];

    protected override string Authorization => $"Bearer {ApiKey}";

    protected override StubAnswer WrongCredentials => Refuse(401, "10009", "Could not find any usable credentials in the request.");

    public static Task<TelnyxStub> StartAsync() => StartAsync(new TelnyxStub());

    /// <summary>Adds a number as if somebody had bought it in the portal of Telnyx.</summary>
    public void Add(string number, string status = "active") => Locked(() => AddNumber(number, status));

    /// <summary>Ends a pending order.</summary>
    public void Finish(string number, string status) =>
        Locked(() =>
        {
            var at = _orders.FindIndex(o => o.Number == number && o.Status == "pending");
            _orders[at] = _orders[at] with { Status = status };
            if (status == "success")
                AddNumber(number, "active");
            return true;
        });

    protected override StubAnswer Act(StubRequest request)
    {
        Queries.Add(request.Query);
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, parts) switch
        {
            ("GET", ["v2", "available_phone_numbers"]) => Search(request),
            ("POST", ["v2", "number_orders"]) => Buy(JsonNode.Parse(request.Body)!.AsObject()),
            ("GET", ["v2", "number_orders"]) => Page(
                request,
                _orders.Where(o => o.Reference == request.Asked("filter[customer_reference]")).Select(o => o.ToJson(OrderStatus, false))
            ),
            ("GET", ["v2", "number_orders", var id]) => _orders.Find(o => o.Id == id) is { } order
                ? new(200, new JsonObject { ["data"] = order.ToJson(OrderStatus, true) })
                : Missing(),
            ("GET", ["v2", "phone_numbers"]) => Page(
                request,
                _numbers
                    .Where(n => !(n.IsUnlisted && ListsLag))
                    .Where(n =>
                        request.Asked("filter[phone_number]") is not { } part
                        || !part.Contains('+') && n.Number.Contains(part, StringComparison.Ordinal)
                    )
                    .Select(n => n.ToJson())
            ),
            ("DELETE", ["v2", "phone_numbers", var id]) => _numbers.RemoveAll(n => n.Id == id) > 0
                ? new(200, new JsonObject { ["data"] = new JsonObject { ["status"] = "deleted" } })
                : Missing(),
            _ => Missing(),
        };
    }

    protected override StubAnswer Refuse(int status, string code, string message) =>
        new(
            status,
            new JsonObject
            {
                ["errors"] = new JsonArray(
                    new JsonObject
                    {
                        ["code"] = code,
                        ["title"] = "Error",
                        ["detail"] = message,
                    }
                ),
            }
        );

    protected override void WriteWait(IHeaderDictionary headers, string seconds) => headers["x-ratelimit-reset"] = seconds;

    private StubAnswer Missing() => Refuse(404, "10005", "The requested resource or URL could not be found.");

    private StubAnswer Search(StubRequest request)
    {
        if (request.Asked("filter[country_code]") != "US" || request.Asked("filter[phone_number_type]") != "toll_free")
            return Refuse(422, "10015", "Bad request");
        var code = request.Asked("filter[national_destination_code]");
        var contains = request.Asked("filter[phone_number][contains]") ?? "";
        var found = Offered
            .Except(Owned)
            .Where(n => code is null || n.StartsWith($"+1{code}", StringComparison.Ordinal))
            .Where(n => n[(code is null ? 2 : 5)..].Contains(contains, StringComparison.Ordinal))
            .Take(int.Parse(request.Asked("filter[limit]") ?? "100", CultureInfo.InvariantCulture));
        return new(
            200,
            new JsonObject
            {
                ["data"] = Array(
                    found.Select(n => new JsonObject
                    {
                        ["phone_number"] = n,
                        ["reservable"] = true,
                        ["cost_information"] = new JsonObject
                        {
                            ["upfront_cost"] = "0.50",
                            ["monthly_cost"] = "1.00",
                            ["currency"] = "USD",
                        },
                    })
                ),
            }
        );
    }

    private StubAnswer Buy(JsonObject body)
    {
        if (!HasFunds)
            return Refuse(403, "20100", "Account has insufficient funds");
        var number = body["phone_numbers"]![0]!["phone_number"]!.GetValue<string>();
        if (Owned.Contains(number))
            return Refuse(409, "10016", "The number is on the account already");
        if (!Offered.Contains(number))
            return Refuse(422, "10027", "The number is no longer available");
        var order = new StubTelnyxOrder(
            $"order_{++_lastId:x8}",
            number,
            body["customer_reference"]!.GetValue<string>(),
            body["connection_id"]?.GetValue<string>(),
            FirstStatus
        );
        _orders.Add(order);
        if (FirstStatus == "success")
            AddNumber(number, "active");
        return new(200, new JsonObject { ["data"] = order.ToJson(OrderStatus, true) });
    }

    private StubTelnyxNumber AddNumber(string number, string status)
    {
        var added = new StubTelnyxNumber($"{++_lastId:d19}", number, status, ListsLag);
        _numbers.Add(added);
        return added;
    }

    private StubAnswer Page(StubRequest request, IEnumerable<JsonObject> all)
    {
        var items = all.ToList();
        var size = Math.Min(LargestPage, int.Parse(request.Asked("page[size]") ?? "20", CultureInfo.InvariantCulture));
        var page = RepeatsPages ? 1 : int.Parse(request.Asked("page[number]") ?? "1", CultureInfo.InvariantCulture);
        return new(
            200,
            new JsonObject
            {
                ["data"] = Array(items.Skip((page - 1) * size).Take(size)),
                ["meta"] = new JsonObject
                {
                    ["page_number"] = page,
                    ["page_size"] = size,
                    ["total_pages"] = (items.Count + size - 1) / size,
                    ["total_results"] = items.Count,
                },
            }
        );
    }
}

/// <summary>An order at Telnyx's stub.</summary>
internal sealed record StubTelnyxOrder(string Id, string Number, string Reference, string? Connection, string Status)
{
    /// <param name="isWhole">A list of orders leaves out the state of each number.</param>
    public JsonObject ToJson(string? orderStatus, bool isWhole)
    {
        var number = new JsonObject { ["id"] = $"part_{Id}", ["phone_number"] = Number };
        if (isWhole)
            number["status"] = Status;
        return new()
        {
            ["id"] = Id,
            ["status"] = orderStatus ?? Status,
            ["customer_reference"] = Reference,
            ["phone_numbers_count"] = 1,
            ["phone_numbers"] = new JsonArray(number),
        };
    }
}

/// <summary>A number at Telnyx's stub.</summary>
internal sealed record StubTelnyxNumber(string Id, string Number, string Status, bool IsUnlisted)
{
    public JsonObject ToJson() =>
        new()
        {
            ["id"] = Id,
            ["phone_number"] = Number,
            ["status"] = Status,
            ["purchased_at"] = "2026-07-30T23:19:04Z",
        };
}
