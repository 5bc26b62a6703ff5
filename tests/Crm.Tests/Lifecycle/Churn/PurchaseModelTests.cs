using System.Globalization;
using Crm.Lifecycle.Domain.Models;
using Crm.Tests.Support;
using MathNet.Numerics.Distributions;

namespace Crm.Tests.Lifecycle.Churn;

/// <summary>The models of purchases and worth against figures others have published.</summary>
public sealed class PurchaseModelTests
{
    /// <summary>Parameters of Fader, Hardie, Lee (2005), table 2.</summary>
    static readonly PurchaseModel Published = new(PurchaseModelKind.BgNbd, .243, 4.414, .793, 2.426);

    static List<PurchaseHistory>? Cdnow() => RealFiles.Find("cdnow-sample-summary.csv") is not { } path ? null
        : [.. File.ReadLines(path).Skip(1).Select(l => l.Split(',')).Select(c => new PurchaseHistory((int)Number(c[1]), Number(c[2]), Number(c[3])))];

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [Fact]
    public void The_fit_to_the_CDNOW_sample_is_the_published_one()
    {
        if (Cdnow() is not { } histories) return;
        var fit = PurchaseModel.FitTo(PurchaseModelKind.BgNbd, histories)!;
        // Fader, Hardie, Lee (2005), table 2 and p. 281.
        Assert.Equal((.243, 4.414, .793, 2.426), (Math.Round(fit.Model.R, 3), Math.Round(fit.Model.Alpha, 3, MidpointRounding.ToPositiveInfinity), Math.Round(fit.Model.A, 3), Math.Round(fit.Model.B, 3)));
        Assert.Equal(4.414, fit.Model.Alpha, 0.001);
        Assert.Equal(-9582.4, fit.LogLikelihood, 0.05);
        Assert.Equal(1.226, fit.Model.Expected(new(2, 30.43, 38.86), 39), 0.0005);
        Assert.Equal((2357, 946), (fit.Customers, fit.RepeatBuyers));
    }

    [Fact]
    public void The_central_variant_fits_the_same_sample_as_Batislam_and_others_have_it()
    {
        if (Cdnow() is not { } histories) return;
        // Batislam, Denizel, Filiztekin (2007), CDNOW column; the open package lifetimes tests for the same four.
        var fit = PurchaseModel.FitTo(PurchaseModelKind.MbgNbd, histories)!.Model;
        Assert.Equal((.525, 6.183, .891, 1.614), (Math.Round(fit.R, 3), Math.Round(fit.Alpha, 3), Math.Round(fit.A, 3), Math.Round(fit.B, 3)));
    }

    [Fact]
    public void With_the_published_parameters_the_published_customer_buys_1_226_times_in_39_weeks() =>
        // Hardie, Implementing the BG/NBD model in Excel (2005): x = 2, t_x = 30.43, T = 38.86.
        Assert.Equal(1.226, Published.Expected(new(2, 30.43, 38.86), 39), 0.0005);

    [Fact]
    public void One_time_buyers_are_alive_with_certainty_by_BG_NBD_and_not_by_its_central_variant()
    {
        Assert.Equal(1, Published.Alive(new(0, 0, 520)));
        var central = new PurchaseModel(PurchaseModelKind.MbgNbd, .525, 6.183, .891, 1.614);
        Assert.InRange(central.Alive(new(0, 0, 520)), 0.0, 0.2);
        Assert.True(central.Alive(new(0, 0, 1)) > central.Alive(new(0, 0, 100)));
    }

    [Fact]
    public void Who_bought_often_and_fell_silent_is_less_alive_than_who_bought_seldom()
    {
        // Fader, Hardie, Lee (2005): a long silence says more about somebody who used to come often.
        Assert.True(Published.Alive(new(10, 10, 38)) < Published.Alive(new(1, 10, 38)));
        Assert.True(Published.Alive(new(10, 37, 38)) > 0.9);
    }

    [Fact]
    public void Very_many_purchases_neither_overflow_nor_cancel()
    {
        var heavy = new PurchaseHistory(5000, 519.9, 520);
        Assert.True(double.IsFinite(Published.LogLikelihood(heavy)));
        // Ten purchases a week: about that many in the week to come, less the chance of having left.
        Assert.InRange(Published.Expected(heavy, 1), 8, 10);
        Assert.InRange(Published.Expected(new(3, 40, 52), 5200), 0, 1000);
    }

    [Fact]
    public void Customers_who_are_all_alike_get_a_model_and_figures_that_are_finite()
    {
        // All leave after a fifth of their purchases: a and b have no end, only their ratio is told.
        var random = new Random(8);
        var histories = Enumerable.Range(0, 300).Select(_ =>
        {
            var (x, last, t) = (0, 0.0, 0.0);
            while (random.NextDouble() > .2 && (t += Exponential.Sample(random, .2)) < 40) (x, last) = (x + 1, t);
            return new PurchaseHistory(x, last, 40);
        }).ToList();
        foreach (var kind in Enum.GetValues<PurchaseModelKind>())
        {
            var model = PurchaseModel.FitTo(kind, histories)!.Model;
            Assert.All(histories, h => Assert.InRange(model.Expected(h, 156), 0, 156));
            Assert.All(histories, h => Assert.InRange(LifetimeValue.Of(model, h, 10, 36, .1), 0, 1560));
        }
        Assert.InRange(new PurchaseModel(PurchaseModelKind.BgNbd, 1, 5, 6000, 27000).Expected(new(400, 40, 41), 156), 0, 10);
    }

    [Fact]
    public void Histories_that_are_alike_count_by_their_weight()
    {
        var few = new List<PurchaseHistory> { new(2, 20, 30, 3), new(0, 0, 30, 5) };
        var many = few.SelectMany(h => Enumerable.Repeat(h with { Weight = 1 }, (int)h.Weight)).ToList();
        Assert.Equal(Published.LogLikelihood(many), Published.LogLikelihood(few), 1e-9);
    }

    [Fact]
    public void A_fit_finds_again_what_purchases_were_made_from()
    {
        var random = new Random(7);
        var (rates, leaves) = (new Gamma(.8, 6, random), new Beta(1.2, 3, random));
        var histories = Enumerable.Range(0, 8000).Select(_ =>
        {
            var (rate, leave, age) = (rates.Sample(), leaves.Sample(), 20 + (random.NextDouble() * 60));
            var (x, last, t) = (0, 0.0, 0.0);
            while ((t += Exponential.Sample(random, rate)) < age)
            {
                (x, last) = (x + 1, t);
                if (random.NextDouble() < leave) break;
            }
            return new PurchaseHistory(x, last, age);
        }).ToList();
        var found = PurchaseModel.FitTo(PurchaseModelKind.BgNbd, histories)!;
        Assert.InRange(found.Model.R, .7, .92);
        Assert.InRange(found.Model.Alpha, 5, 7.2);
        Assert.InRange(found.Model.A / (found.Model.A + found.Model.B), .25, .33);
        Assert.True(found.LogLikelihood >= new PurchaseModel(PurchaseModelKind.BgNbd, .8, 6, 1.2, 3).LogLikelihood(histories));
    }

    [Fact]
    public void Nothing_is_fitted_to_fewer_than_ten_repeat_buyers() =>
        Assert.Null(PurchaseModel.FitTo(PurchaseModelKind.BgNbd, [.. Enumerable.Range(1, 9).Select(i => new PurchaseHistory(i, 10, 20)), new(0, 0, 20, 500)]));

    [Theory]
    [InlineData(2, 22.35, 24.66)]
    [InlineData(1, 11.77, 18.92)]
    [InlineData(0, 0, 35.22)]
    [InlineData(7, 73.74, 71.47)]
    public void A_purchase_is_worth_what_the_note_on_Gamma_Gamma_says(int repeats, double mean, double worth) =>
        // Fader, Hardie, The Gamma-Gamma Model of Monetary Value (2013): p 6.25, q 3.74, gamma 15.44 for the CDNOW sample; equation (5) by hand.
        Assert.Equal(worth, new GammaGamma(6.25, 3.74, 15.44).Expected(repeats, mean), 0.005);

    [Fact]
    public void Gamma_Gamma_of_all_CDNOW_customers_lies_where_its_published_sample_does()
    {
        // The published parameters are of 946 customers whom the file does not mark, a tenth of these: p 6.25, q 3.74, gamma 15.44.
        if (RealFiles.Find("cdnow-orders.txt") is not { } path) return;
        var spends = File.ReadLines(path).Skip(1).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(c => string.CompareOrdinal(c[1], "19970930") <= 0)
            .GroupBy(c => c[0]).Select(g => g.GroupBy(c => c[1]).OrderBy(d => d.Key, StringComparer.Ordinal).Skip(1).Select(d => d.Sum(c => Number(c[3]))).Where(v => v > 0).ToList())
            .Where(v => v.Count > 0).Select(v => new SpendHistory(v.Count, v.Average())).ToList();
        var fit = GammaGamma.FitTo(spends)!;
        Assert.InRange(fit.Model.P, 5.5, 7);
        Assert.InRange(fit.Model.Q, 3.4, 4);
        Assert.InRange(fit.Model.Gamma, 14, 17);
        // What a purchase of anybody is worth: p gamma / (q - 1), 35.2 in the note.
        Assert.InRange(fit.Model.Expected(0, 0), 33, 38);
        Assert.InRange(fit.FrequencySpend, 0.05, 0.12);
    }

    [Fact]
    public void Present_value_is_purchases_to_expect_month_by_month_and_less_than_their_sum()
    {
        var customer = new PurchaseHistory(5, 35, 38);
        var undiscounted = LifetimeValue.Of(Published, customer, 20, 36, 0);
        Assert.Equal(Published.Expected(customer, 36 * 365.25 / 7 / 12) * 20, undiscounted, 1e-6);
        var discounted = LifetimeValue.Of(Published, customer, 20, 36, .1);
        Assert.InRange(discounted, undiscounted / Math.Pow(1.1, 3), undiscounted);
    }

    [Theory]
    [InlineData(1200, 4, 0.75, 3600)]
    [InlineData(1200, 25, 0.75, 9000)] // ten years at most
    [InlineData(0, 4, 0.75, 0)]
    public void The_handbook_multiplies_spend_years_and_retention(double yearly, double years, double retention, double worth) => Assert.Equal(worth, LifetimeValue.Handbook(yearly, years, retention), 1e-9);
}
