using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Crm.Bench;

/// <summary>The main pages, each as the person who lives in it, and the API as programs use it. Requests go through what the lists show, so that no single row stays warm.</summary>
internal static class Scenarios
{
    public static async Task<IReadOnlyList<Scenario>> All(RunningHost host)
    {
        var agent = await host.SignIn("agent");
        var manager = await host.SignIn("manager");
        var supervisor = await host.SignIn("supervisor");
        var analyst = await host.SignIn("analyst");
        var admin = await host.SignIn("admin");
        var api = host.Api();
        string[] names = ["王", "张伟", "李", "科技", "C000012", "李娜", "acme", "贸易"];

        var scenarios = new List<Scenario>
        {
            Page("home, agent", agent, "/"),
            Page("home, supervisor", supervisor, "/"),
            Page("tickets", agent, "/tickets"),
            await Rows("ticket", agent, "/tickets", "/tickets/{0}"),
            Page("new ticket, form", agent, "/tickets/new"),
            Page("customers", agent, "/customers"),
            Search("customers, search", agent, "/customers?q=", names),
            await Rows("customer 360", agent, "/customers", "/customers/{0}"),
            await Rows("customer timeline", agent, "/customers", "/customers/{0}/timeline"),
            Search("global search", agent, "/search?q=", names),
            Page("surveys", analyst, "/surveys"),
            Page("members", manager, "/loyalty/members"),
            Page("opportunities, board", manager, "/opportunities"),
            Page("dashboard", supervisor, "/dashboard"),
            Page("panel: queue", supervisor, "/tickets/panels/queue"),
            Page("panel: volume", supervisor, "/tickets/panels/volume?days=365&compare=true"),
            Page("panel: attainment", supervisor, "/tickets/panels/attainment?days=365&compare=true"),
            Page("panel: kinds", supervisor, "/tickets/panels/kinds?days=365"),
            Page("panel: follow-ups", supervisor, "/follow-ups/panel"),
            Page("panel: satisfaction", supervisor, "/surveys/panels/dashboard"),
            Page("panel: customers", supervisor, "/customers/panels/growth"),
            Page("panel: points", supervisor, "/loyalty/dashboard"),
            Page("panel: forecast", supervisor, "/opportunities/forecast"),
            Page("audit trail", admin, "/admin/audit"),
            Page("API: tickets", api, "/api/v1/tickets?limit=50"),
            Page("API: customers", api, "/api/v1/customers?limit=50"),
            new("API: new customer", api, n => Post("/api/v1/customers?allowDuplicate=true", new { kind = "individual", name = $"压测客户{n}", phones = new[] { new { value = $"139{n % 100_000_000:D8}" } } }, n)),
        };
        var customers = await Ids(agent, "/customers", "/customers/{0}");
        scenarios.Add(new("API: new ticket", api, n => Post("/api/v1/tickets", new { customerId = customers[n % customers.Count], type = "inquiry", channel = "web", subject = $"Question {n}", description = "How do I change my address?" }, n)));
        return scenarios;
    }

    static Scenario Page(string name, HttpClient client, string url) => new(name, client, _ => new HttpRequestMessage(HttpMethod.Get, url));

    static Scenario Search(string name, HttpClient client, string url, string[] words) => new(name, client, n => new HttpRequestMessage(HttpMethod.Get, url + Uri.EscapeDataString(words[n % words.Length])));

    static async Task<Scenario> Rows(string name, HttpClient client, string list, string row)
    {
        var ids = await Ids(client, list, list + "/{0}");
        return new(name, client, n => new HttpRequestMessage(HttpMethod.Get, string.Format(System.Globalization.CultureInfo.InvariantCulture, row, ids[n % ids.Count])));
    }

    static HttpRequestMessage Post(string url, object body, int n)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", $"bench-{n}-{Guid.NewGuid():N}");
        return request;
    }

    /// <summary>The ids that the first pages of a list link to.</summary>
    static async Task<List<string>> Ids(HttpClient client, string list, string link)
    {
        var pattern = "href=\"" + Regex.Escape(link).Replace("\\{0}", "(\\d+)", StringComparison.Ordinal) + "[\"?]";
        var ids = new HashSet<string>();
        var url = list;
        for (var pages = 0; pages < 5 && url is not null; pages++)
        {
            var html = await client.GetStringAsync(url);
            foreach (Match match in Regex.Matches(html, pattern)) ids.Add(match.Groups[1].Value);
            var next = Regex.Match(html, "href=\"([^\"]*[?&;]after=[^\"]+)\"");
            url = next.Success ? System.Net.WebUtility.HtmlDecode(next.Groups[1].Value) : null;
            if (url?.StartsWith('?') == true) url = list + url;
        }
        return ids.Count > 0 ? [.. ids] : throw new InvalidOperationException($"{list} links to no {link}: is there demo data?");
    }
}
