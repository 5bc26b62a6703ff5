using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Crm.Host;
using Crm.Platform.Localization;
using Crm.Platform.Modules;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using Crm.Platform.Web.Tags;
using Crm.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Crm.Tests.Platform;

/// <summary>The tag helpers, rendered one by one.</summary>
public sealed class TagTests
{
    public enum Colour { Red, DeepBlue }

    public sealed record Command
    {
        public string Name { get; init; } = "";
        public Colour? Colour { get; init; }
        public DateTimeOffset? At { get; init; }
        public DateOnly? Day { get; init; }
        public decimal Amount { get; init; }
        public bool Wanted { get; init; } = true;
        public string[] Tags { get; init; } = [];
        public long CustomerId { get; init; }
        public uint Version { get; init; }
        public bool AllowDuplicate { get; init; }
    }

    internal sealed class Page : FormPage<Command>
    {
        protected override Task<IActionResult> Save() => throw new NotSupportedException();

        /// <summary>Lets an act fail as a handler would.</summary>
        public Task<IActionResult> Fails(Exception e) => Try(() => throw e, () => Task.FromResult<IActionResult>(new EmptyResult()));

        public Task<IActionResult> Stales(Command now) { Theirs = now; return Again(); }

        Command Theirs { get; set; } = new();

        protected override Task<Command> Load() => Task.FromResult(Theirs);

        async Task<IActionResult> Again() => await Try(() => throw new Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException(), async () => { await Prepare(); return new EmptyResult(); });
    }

    readonly Page page = new();
    readonly ModelStateDictionary state;
    readonly ServiceProvider services;
    readonly ViewContext view;
    readonly Texts texts = new(new ModuleList([new Crm.Platform.PlatformModule(), .. Modules.All]));
    readonly CurrentUser user = new();
    readonly FakeClock clock = new();
    readonly EmptyModelMetadataProvider metadata = new();

    public TagTests()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        user.Reads("en", DateTimeZoneProviders.Tzdb["Asia/Shanghai"]);
        services = new ServiceCollection().AddLogging().AddAntiforgery().AddDataProtection().Services.AddSingleton(texts).BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        page.PageContext = new Microsoft.AspNetCore.Mvc.RazorPages.PageContext(new ActionContext(http, new(), new Microsoft.AspNetCore.Mvc.RazorPages.CompiledPageActionDescriptor()))
        {
            ViewData = new ViewDataDictionary<Page>(metadata, new ModelStateDictionary()) { Model = page },
        };
        state = page.PageContext.ModelState;
        view = new ViewContext { HttpContext = http, ViewData = new ViewDataDictionary<Page>(metadata, state) { Model = page } };
    }

    Show Show => new(user, texts, clock);

    ModelExpression For<T>(string name, T value)
    {
        var explorer = metadata.GetModelExplorerForType(typeof(Command), page.Form).GetExplorerForProperty(name.Split('.')[1]);
        return new ModelExpression(name, new ModelExplorer(metadata, explorer.Container, explorer.Metadata, value));
    }

    async Task<IElement> Render(params TagHelper[] tags)
    {
        var html = new StringWriter();
        var outputs = new List<TagHelperOutput>();
        foreach (var tag in tags)
        {
            if (tag is CrmTag crm) crm.View = view;
            var output = new TagHelperOutput("x", [], (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
            await tag.ProcessAsync(new TagHelperContext([], new Dictionary<object, object>(), "1"), output);
            outputs.Add(output);
        }
        foreach (var output in outputs) output.WriteTo(html, System.Text.Encodings.Web.HtmlEncoder.Default);
        return new HtmlParser().ParseDocument(html.ToString()).Body!;
    }

    FieldTag Field<T>(string name, T value, string? type = null) => new(texts, Show) { For = For(name, value), Type = type, Label = "save" };

    void Typed(string name, string value, string? error = null)
    {
        state.SetModelValue(name, value, value);
        if (error is not null) state.AddModelError(name, error);
    }

    [Fact]
    public async Task A_field_ties_label_help_and_message_to_its_control()
    {
        Typed("Form.Name", "<b>", "Too short.");
        var field = Field("Form.Name", "before");
        (field.Help, field.Required) = ("more", true);
        var html = await Render(field);
        var input = (IHtmlInputElement)html.QuerySelector("input")!;
        Assert.Equal(input.Id, html.QuerySelector("label.required")!.GetAttribute("for"));
        Assert.Equal("<b>", input.Value);
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        Assert.Equal("true", input.GetAttribute("aria-required"));
        Assert.Equal(["Too short.", texts["more"]], input.GetAttribute("aria-describedby")!.Split(' ').Select(id => html.QuerySelector("#" + id)!.TextContent));
        Assert.Equal("Too short.", html.QuerySelector("[data-valmsg-for='Form.Name']")!.TextContent);
    }

    [Theory]
    [InlineData("text"), InlineData("number"), InlineData("money"), InlineData("email"), InlineData("textarea"), InlineData("hidden")]
    public async Task What_was_typed_stays_as_it_was_typed(string type)
    {
        Typed("Form.Amount", "twelve & a half\n");
        var html = await Render(Field("Form.Amount", 3.5m, type));
        var value = html.QuerySelector("textarea") is IHtmlTextAreaElement area ? area.Value : ((IHtmlInputElement)html.QuerySelector("input")!).GetAttribute("value")!;
        Assert.Equal("twelve & a half", value.TrimEnd());
    }

    [Fact]
    public async Task A_password_is_never_sent_back()
    {
        Typed("Form.Name", "secret");
        Assert.DoesNotContain("secret", (await Render(Field("Form.Name", "secret", "password"))).InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_select_offers_an_empty_choice_unless_required()
    {
        var html = await Render(Field<Colour?>("Form.Colour", Colour.DeepBlue));
        Assert.Equal(["", "Red", "DeepBlue"], html.QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal("DeepBlue", html.QuerySelector("option[selected]")!.GetAttribute("value"));
        var required = Field<Colour?>("Form.Colour", null);
        required.Required = true;
        Assert.Equal(2, (await Render(required)).QuerySelectorAll("option").Length);
    }

    [Fact]
    public async Task A_tick_box_can_be_unticked_although_it_starts_ticked()
    {
        var html = await Render(Field("Form.Wanted", true));
        Assert.True(((IHtmlInputElement)html.QuerySelector("input[type=checkbox]")!).IsChecked);
        Assert.Equal("false", html.QuerySelector("input[type=hidden][name='Form.Wanted']")!.GetAttribute("value"));
        state.SetModelValue("Form.Wanted", new[] { "false" }, "false");
        Assert.False(((IHtmlInputElement)(await Render(Field("Form.Wanted", true))).QuerySelector("input[type=checkbox]")!).IsChecked);
    }

    [Fact]
    public async Task Several_choices_are_a_group_with_a_legend()
    {
        var field = Field<string[]>("Form.Tags", ["b"], "multi");
        field.Options = [new("a", "A"), new("b", "B & <c>")];
        var html = await Render(field);
        Assert.NotNull(html.QuerySelector("fieldset > legend"));
        Assert.Equal(["b"], html.QuerySelectorAll<IHtmlInputElement>("input").Where(i => i.IsChecked).Select(i => i.Value));
        Assert.Contains("B & <c>", html.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, html.QuerySelectorAll("input").Select(i => i.Id).Distinct().Count());
    }

    [Fact]
    public async Task Instants_are_shown_in_the_readers_zone_and_days_as_days()
    {
        var at = await Render(Field<DateTimeOffset?>("Form.At", new DateTimeOffset(2026, 3, 1, 16, 30, 0, TimeSpan.Zero)));
        Assert.Equal("2026-03-02T00:30", at.QuerySelector("input[type=datetime-local]")!.GetAttribute("value"));
        var day = await Render(Field<DateOnly?>("Form.Day", new DateOnly(2026, 3, 1)));
        Assert.Equal("2026-03-01", day.QuerySelector("input[type=date]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task What_has_no_field_is_said_above_the_form()
    {
        state.AddModelError("Form.Name", "Beside the field.");
        state.AddModelError("Form.CustomerId", "Nowhere else.");
        state.AddModelError("", "For the whole form.");
        var html = await Render(new FormStateTag(texts, Show), Field("Form.Name", ""));
        var alert = html.QuerySelector("[role=alert]")!;
        Assert.Contains("Nowhere else.", alert.TextContent, StringComparison.Ordinal);
        Assert.Contains("For the whole form.", alert.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Beside the field.", alert.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_control_written_by_hand_has_its_message_beside_it_and_not_above_the_form_as_well()
    {
        state.AddModelError("Form.Phones[0].Value", "Not a phone number.");
        var html = await Render(new FormStateTag(texts, Show), new FieldMessageTag(texts) { Name = "Form.Phones[0].Value" }, new FieldMessageTag(texts) { Name = "Form.Phones[1].Value" });
        var message = Assert.Single(html.QuerySelectorAll("[data-valmsg-for]"));
        Assert.Equal(("Form.Phones[0].Value-error", "Not a phone number."), (message.Id, message.TextContent));
        Assert.DoesNotContain("Not a phone number.", html.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_trouble_carries_only_its_version()
    {
        (page.Form, page.Before) = (new Command { Version = 7 }, "{}");
        var html = await Render(new FormStateTag(texts, Show));
        Assert.Null(html.QuerySelector(".alert"));
        Assert.Equal("7", html.QuerySelector("input[name='Form.Version']")!.GetAttribute("value"));
        Assert.Equal("{}", html.QuerySelector("input[name='Before']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_likely_duplicate_can_be_saved_with_open_eyes()
    {
        await page.Fails(new DuplicateException("more", new { Number = "C000001", Name = "<Ann>", Url = "/customers/1" }));
        var alert = (await Render(new FormStateTag(texts, Show))).QuerySelector(".alert-warning")!;
        Assert.Equal("C000001 <Ann>", alert.QuerySelector("a[href='/customers/1']")!.TextContent);
        Assert.NotNull(alert.QuerySelector("input[type=checkbox][name='Form.AllowDuplicate']"));
    }

    [Fact]
    public async Task A_stale_save_says_that_nothing_was_overwritten()
    {
        await page.Stales(new Command { Name = "theirs" });
        var alert = (await Render(new FormStateTag(texts, Show))).QuerySelector(".alert-warning[role=alert]")!;
        Assert.Contains(texts["form.stale.text"], alert.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chart_has_its_numbers_in_a_table()
    {
        var html = await Render(new ChartTag(texts, Show) { Title = "save", Categories = ["一月", "\"Feb\" <2>"], Series = [new("A", [1, null])], Urls = ["/x?month=1", null], Decimals = 1 });
        Assert.Equal(["1.0", "–"], html.QuerySelectorAll("td").Select(t => t.TextContent));
        Assert.Equal("/x?month=1", html.QuerySelector("tbody a")!.GetAttribute("href"));
        using var data = System.Text.Json.JsonDocument.Parse(html.QuerySelector("[data-chart]")!.GetAttribute("data-chart")!);
        Assert.Equal("\"Feb\" <2>", data.RootElement.GetProperty("categories")[1].GetString());
        Assert.NotEmpty(html.QuerySelector("[role=img]")!.GetAttribute("aria-label")!);
    }

    [Fact]
    public async Task A_pager_keeps_the_filters()
    {
        view.HttpContext.Request.Path = "/tickets";
        view.HttpContext.Request.QueryString = new("?q=a%26b&tag=x&tag=y&after=old");
        var html = await Render(new PagerTag(texts) { Next = "new" });
        Assert.Equal("/tickets?q=a%26b&tag=x&tag=y&after=new", html.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        Assert.Equal("/tickets?q=a%26b&tag=x&tag=y", html.QuerySelector("a:not([rel])")!.GetAttribute("href"));
        view.HttpContext.Request.QueryString = default;
        Assert.Equal("", (await Render(new PagerTag(texts) { Next = "" })).InnerHtml); // what Razor makes of a null
    }

    [Fact]
    public async Task A_destructive_button_asks_with_and_without_script()
    {
        var form = (await Render(new ConfirmButtonTag(texts) { Url = "/customers/5/delete", Text = "delete", Confirm = "confirm.sure", Icon = "trash" })).QuerySelector("form")!;
        Assert.Equal("/customers/5/delete", form.GetAttribute("action"));
        Assert.Equal(texts["confirm.sure"], form.GetAttribute("data-confirm"));
        Assert.Equal("/confirm", form.QuerySelector("button")!.GetAttribute("formaction"));
        Assert.NotNull(form.QuerySelector("input[name=__RequestVerificationToken]"));
    }

    [Fact]
    public async Task An_icon_alone_is_not_read_but_its_button_is()
    {
        var html = await Render(new PostButtonTag(texts) { Url = "/x", Icon = "trash", Label = "delete" });
        Assert.Equal(texts["delete"], html.QuerySelector("button")!.GetAttribute("aria-label"));
        Assert.Equal("true", html.QuerySelector("svg")!.GetAttribute("aria-hidden"));
        Assert.EndsWith("#trash", html.QuerySelector("use")!.GetAttribute("href")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panels_are_shown_by_permission()
    {
        var modules = new ModuleList([new Paneled()]);
        user.Become(1, "Ann", new Rights(new Dictionary<string, Scope> { ["a.read"] = Scope.All }, [], []), "en", "UTC");
        var html = await Render(new PanelsTag(texts, modules, user) { Area = "customer", Id = 5L, Query = "?days=7" });
        Assert.Equal(["/a/5?days=7"], html.QuerySelectorAll("[hx-get]").Select(e => e.GetAttribute("hx-get")));
    }

    [Fact]
    public async Task A_picker_takes_a_number_without_script()
    {
        Typed("Form.CustomerId", "x1", "“x1” cannot be read here.");
        var html = await Render(new CustomerPickerTag(texts) { For = For("Form.CustomerId", 0L), Text = "Ann" });
        var input = html.QuerySelector("input[type=text][name='Form.CustomerId']")!;
        Assert.Equal("x1", input.GetAttribute("value"));
        Assert.Equal("/customers/pick", input.GetAttribute("data-picker"));
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
    }

    [Theory]
    [InlineData("王小明", "王"), InlineData("Wei Zhang", "WZ"), InlineData("emily", "E"), InlineData("", "?"), InlineData("𠮷野", "𠮷")]
    public void Initials_come_from_the_name(string name, string initials) => Assert.Equal(initials, AvatarTag.Of(name));

    [Fact]
    public async Task When_says_how_long_ago_and_exactly_when()
    {
        var time = (await Render(new WhenTag(Show) { At = clock.Now.AddHours(-3) })).QuerySelector("time")!;
        Assert.Equal("3 h ago", time.TextContent);
        Assert.Equal("2026-03-04 07:00", time.GetAttribute("title"));
        Assert.Equal("2026-03-03T23:00:00Z", time.GetAttribute("datetime"));
    }

    sealed class Paneled : Module
    {
        public override string Name => "a";
        public override Type? Db => null;
        public override IReadOnlyList<Panel> Panels => [new("customer", "save", "/a/{id}", "a.read"), new("customer", "save", "/b/{id}", "b.read"), new("home", "save", "/c", "a.read")];
    }
}
