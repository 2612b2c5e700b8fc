using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ClosedBusinesses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "closed_at",
                table: "businesses",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_businesses_closed_at",
                table: "businesses",
                column: "closed_at",
                filter: "closed_at IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_businesses_closed",
                table: "businesses",
                sql: "closed_at IS NULL OR phone_number IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_businesses_closed_at",
                table: "businesses");

            migrationBuilder.DropCheckConstraint(
                name: "ck_businesses_closed",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "closed_at",
                table: "businesses");
        }
    }
}
