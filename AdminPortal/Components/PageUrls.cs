using AdminPortal.Data;
using AdminPortal.Services.Agents;

namespace AdminPortal.Components;

/// <summary>The addresses of the pages, relative to the portal's base address.</summary>
internal static class PageUrls
{
    public const string Inventory = "admin/phone-inventory",
        Upload = Inventory + "/upload",
        Buy = Inventory + "/buy",
        Orders = "admin/orders",
        OpenOrders = Orders + "?status=open",
        Suppliers = "admin/suppliers",
        Businesses = "businesses",
        Onboard = Businesses + "/new",
        Agents = "agents",
        AgentsInTrouble = Agents + "?trouble=true",
        Activity = "activity",
        BulkResults = "bulk",
        Calls = "calls",
        History = "history",
        Users = "admin/users",
        ApiKeys = "admin/api-keys",
        Settings = "admin/settings",
        My = "my",
        MyStart = My + "/start";

    public static string Number(string number) => $"{Inventory}/{Uri.EscapeDataString(number)}";

    /// <summary>What a bulk change did to each record, as a file.</summary>
    public static string BulkResult(Guid id) => $"{BulkResults}/{id}.csv";

    public static string Business(Guid id) => $"{Businesses}/{id}";

    /// <summary>The agent's section on its business's page.</summary>
    public static string AgentOf(Guid businessId) => $"{Business(businessId)}#agent";

    /// <summary>The recording of a voice.</summary>
    public static string VoiceSample(string voiceId) => $"voices/sample?voice={Uri.EscapeDataString(voiceId)}";

    /// <summary>The agents in one state.</summary>
    public static string AgentsIn(AgentState state) => $"{Agents}?status={state.ToText()}";

    /// <summary>The orders of one basket.</summary>
    public static string OrdersOf(Guid purchase) => $"{Orders}?purchase={purchase:D}";

    /// <summary>The buy page with a prefix chosen.</summary>
    public static string BuyOf(string prefix) => $"{Buy}?prefix={Uri.EscapeDataString(prefix)}";

    /// <summary>The upload page showing one file.</summary>
    public static string UploadOf(Guid id) => $"{Upload}?file={id:D}";
}
