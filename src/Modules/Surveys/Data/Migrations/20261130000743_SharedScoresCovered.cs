using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class SharedScoresCovered : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.CreateIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "in_team", "facet", "team_id", "day" },
                filter: "item in ('@headline', '@nps')")
                .Annotation("Npgsql:IndexInclude", new[] { "facet_value", "survey_id", "wave_id", "counted", "again", "item", "n", "high", "low" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months");

            migrationBuilder.CreateIndex(
                name: "ix_score_months_shared",
                schema: "surveys",
                table: "score_months",
                columns: new[] { "in_team", "facet", "day" },
                filter: "item in ('@headline', '@nps')");
        }
    }
}
