using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SortedInventory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_quarantined_until",
                table: "toll_free_numbers");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_assigned_at_number",
                table: "toll_free_numbers",
                columns: new[] { "assigned_at", "number" },
                filter: "assigned_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_quarantined_until_number",
                table: "toll_free_numbers",
                columns: new[] { "quarantined_until", "number" },
                filter: "quarantined_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_warned",
                table: "toll_free_numbers",
                column: "number",
                filter: "warning IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_assigned_at_number",
                table: "toll_free_numbers");

            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_quarantined_until_number",
                table: "toll_free_numbers");

            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_warned",
                table: "toll_free_numbers");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_quarantined_until",
                table: "toll_free_numbers",
                column: "quarantined_until",
                filter: "quarantined_until IS NOT NULL");
        }
    }
}
