using Crm.Care.Domain;

namespace Crm.Tests.Care;

/// <summary>Days of festivals against published calendars, the comparison of halves against a published example, links nobody can make up.</summary>
public sealed class DomainTests
{
    /// <summary>As the Hong Kong Observatory's Gregorian-Lunar calendar conversion tables and the holiday notices of the State Council have them; 2020, 2023 and 2025 have a leap month.</summary>
    [Theory]
    [InlineData("SpringFestival", "2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26")]
    [InlineData("LanternFestival", "2023-02-05 2024-02-24 2025-02-12 2026-03-03")]
    [InlineData("DragonBoat", "2020-06-25 2021-06-14 2022-06-03 2023-06-22 2024-06-10 2025-05-31 2026-06-19")]
    [InlineData("Qixi", "2020-08-25 2021-08-14 2022-08-04 2023-08-22 2024-08-10 2025-08-29 2026-08-19")]
    [InlineData("MidAutumn", "2020-10-01 2021-09-21 2022-09-10 2023-09-29 2024-09-17 2025-10-06 2026-09-25")]
    [InlineData("DoubleNinth", "2020-10-25 2023-10-23 2024-10-11 2025-10-29 2026-10-18")]
    [InlineData("Qingming", "2017-04-04 2018-04-05 2019-04-05 2020-04-04 2021-04-04 2022-04-05 2023-04-05 2024-04-04 2025-04-04 2026-04-05")]
    [InlineData("NationalDay", "2026-10-01")]
    [InlineData("Christmas", "2026-12-25")]
    public void Festivals_fall_where_the_calendar_has_them(string festival, string days)
    {
        foreach (var day in days.Split(' ').Select(d => DateOnly.ParseExact(d, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)))
            Assert.Equal(day, Festivals.In(Enum.Parse<Festival>(festival), day.Year));
    }

    [Fact]
    public void Every_festival_falls_once_in_each_year()
    {
        foreach (var festival in Enum.GetValues<Festival>())
            for (var year = 2000; year < 2100; year++) Assert.Equal(year, Festivals.In(festival, year).Year);
    }

    /// <summary>J. Meeus, Astronomical Algorithms, example 25.a: 1992 October 13, 0 h, apparent longitude 199.90895°.</summary>
    [Fact]
    public void The_sun_stands_where_the_textbook_has_it() => Assert.Equal(199.90895, SolarTerms.Longitude(2448908.5), 3);

    [Fact]
    public void Who_was_born_on_a_leap_day_is_greeted_on_the_28th_in_other_years()
    {
        Assert.Equal(new DateOnly(2026, 2, 28), Yearly.In(new DateOnly(2000, 2, 29), 2026));
        Assert.Equal(new DateOnly(2028, 2, 29), Yearly.In(new DateOnly(2000, 2, 29), 2028));
    }

    /// <summary>R. G. Newcombe, Statistics in Medicine 17 (1998), table II (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339.</summary>
    [Fact]
    public void Halves_are_compared_as_published()
    {
        var found = TwoShares.Of(48, 80, 56, 70)!;
        Assert.Equal(0.2, found.Difference, 10);
        Assert.Equal((0.0524, 0.3339), (Math.Round(found.Low, 4), Math.Round(found.High, 4)));
        // z of the pooled share: 0.2 / sqrt(104/150 x 46/150 x (1/70 + 1/80)).
        Assert.Equal(0.2 / Math.Sqrt(104.0 / 150 * 46 / 150 * ((1.0 / 70) + (1.0 / 80))), found.Z!.Value, 10);
        Assert.Equal(0.00804, found.P!.Value, 4);
        Assert.False(found.Few);
        Assert.True(TwoShares.Of(1, 20, 2, 20)!.Few);
        Assert.Null(TwoShares.Of(0, 20, 0, 20)!.P);
        Assert.Null(TwoShares.Of(0, 0, 1, 5));
    }

    [Fact]
    public void A_link_says_what_it_was_made_for_and_cannot_be_made_up()
    {
        var links = new CareLinks([1, 2, 3, 4, 5, 6, 7, 8]);
        var token = links.Of(CareLinkKind.Refuse, 42, 3);
        Assert.Equal((CareLinkKind.Refuse, 42L, 3L), links.Read(token));
        Assert.Null(new CareLinks([1, 2, 3]).Read(token));
        for (var i = 0; i < token.Length; i++)
        {
            var forged = token.ToCharArray();
            forged[i] = forged[i] == 'A' ? 'B' : 'A';
            Assert.Null(links.Read(new string(forged)));
        }
        foreach (var nonsense in new[] { null, "", "x", new string('A', 36), token + "A", token[1..] }) Assert.Null(links.Read(nonsense));
    }

    [Fact]
    public void A_calendar_file_folds_lines_and_escapes_texts()
    {
        var gathering = new Gathering(new(new("Users' day; part 1, all of it", "用户交流日，一次很长很长很长很长很长很长很长很长很长很长很长的活动"), new("Line one\nline two", "正文"), "Hall 7, Shanghai", "https://meet.example.test/x", new(2026, 5, 1, 6, 0, 0, TimeSpan.Zero), new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero), "Asia/Shanghai", 5, 24, true), null, new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        gathering.Open();
        var text = Crm.Care.Features.Gatherings.EventCalendar.Of(gathering, "en", false, new(2026, 3, 4, 0, 0, 0, TimeSpan.Zero));
        Assert.Contains("DTSTART:20260501T060000Z\r\nDTEND:20260501T080000Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains(@"SUMMARY:Users' day\; part 1\, all of it", text, StringComparison.Ordinal);
        Assert.Contains(@"DESCRIPTION:Line one\nline two", text, StringComparison.Ordinal);
        Assert.DoesNotContain("meet.example.test", text, StringComparison.Ordinal);
        Assert.All(Crm.Care.Features.Gatherings.EventCalendar.Of(gathering, "zh-CN", true, default).Split("\r\n"), l => Assert.True(System.Text.Encoding.UTF8.GetByteCount(l) <= 75, l));
    }
}
