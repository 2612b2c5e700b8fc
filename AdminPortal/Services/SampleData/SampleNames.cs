namespace AdminPortal.Services.SampleData;

/// <summary>Generates businesses: plausible names, and addresses at domains reserved for examples.</summary>
internal sealed class SampleNames(Random random)
{
    private static readonly string[] s_owners =
    [
        "Abbott",
        "Alder",
        "Ambrose",
        "Barlow",
        "Bellamy",
        "Brandt",
        "Calloway",
        "Castellano",
        "Cedar & Vine",
        "Chandra",
        "Copper Kettle",
        "Daybreak",
        "Delgado",
        "Dunmore",
        "Eastgate",
        "Ellsworth",
        "Fairhaven",
        "Fenwick",
        "Garrity",
        "Golden Gate",
        "Hadley",
        "Harbor Point",
        "Hollis",
        "Ibarra",
        "Iron Bridge",
        "Jansen",
        "Juniper",
        "Kaufman",
        "Keystone",
        "Lakeshore",
        "Lantern Hill",
        "Larkin",
        "Marlowe",
        "Meridian",
        "Mendoza",
        "Nakamura",
        "Northwind",
        "O'Rourke",
        "Oak & Ash",
        "Okafor",
        "Palmer",
        "Pinecrest",
        "Quarry Lane",
        "Quigley",
        "Ramirez",
        "Redwood",
        "Rivera",
        "Saltmarsh",
        "Sandoval",
        "Silver Birch",
        "Stonebridge",
        "Tamarack",
        "Thornton",
        "Tran",
        "Underhill",
        "Valencia",
        "Vasquez",
        "Westbrook",
        "Whitaker",
        "Willow Creek",
        "Yardley",
        "Yosemite",
        "Zamora",
        "Zephyr",
    ];

    private static readonly string[] s_trades =
    [
        "Dental",
        "Family Dentistry",
        "Veterinary Clinic",
        "Plumbing",
        "Heating & Air",
        "Roofing",
        "Electric",
        "Auto Repair",
        "Tire Center",
        "Insurance",
        "Law Group",
        "Tax Advisors",
        "Realty",
        "Property Management",
        "Chiropractic",
        "Physical Therapy",
        "Eye Care",
        "Pharmacy",
        "Dermatology",
        "Pediatrics",
        "Landscaping",
        "Pest Control",
        "Locksmith",
        "Moving & Storage",
        "Carpet Cleaning",
        "Bakery",
        "Catering",
        "Florist",
        "Salon",
        "Fitness",
        "Yoga",
        "Travel",
        "Photography",
        "Printing",
        "Music School",
        "Tutoring",
        "Childcare",
        "Home Care",
        "Medical Supply",
        "Garage Doors",
    ];

    private static readonly string[] s_places =
    [
        "of Austin",
        "of Boise",
        "of Dayton",
        "of Fresno",
        "of Madison",
        "of Mobile",
        "of Omaha",
        "of Reno",
        "of Salem",
        "of Tulsa",
        "Downtown",
        "East",
        "North",
        "West",
    ];

    private static readonly string[] s_domains = ["example.com", "example.org", "example.net"];

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next business; names are unique.</summary>
    public (string Name, string Email, string? ExternalId) Next()
    {
        var name = $"{Pick(s_owners)} {Pick(s_trades)}";
        if (!_taken.Add(name))
        {
            var branch = $"{name} {Pick(s_places)}";
            for (var i = 2; !_taken.Add(branch); i++)
                branch = $"{name} No. {i}";
            name = branch;
        }

        var domainPart = new string([.. name.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
        var externalId = random.Next(4) == 0 ? null : $"cust_{_taken.Count + 10_000}";
        return (name, $"{Pick(["office", "hello", "frontdesk", "contact"])}@{domainPart}.{Pick(s_domains)}", externalId);
    }

    private string Pick(string[] words) => words[random.Next(words.Length)];
}
